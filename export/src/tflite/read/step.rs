//! An operator ready to run: what it says has been compared with the tensors around it.

use super::model::{Described, Kind, Model, Operator};
use super::{layers, moves};
use crate::format::Malformed;
use crate::reader::{Tensor, ops};

/// What is done with tensors.
pub type Action = Box<dyn Fn(&[&Tensor]) -> Result<Vec<Tensor>, Malformed>>;

/// An operator ready to run.
pub struct Step {
    /// The tensors that it is given.
    pub reads: Vec<usize>,
    /// What it does with them.
    pub action: Action,
    /// What it makes: types and sizes.
    pub makes: Vec<(Kind, Vec<usize>)>,
}

impl Step {
    /// Gets an operator ready, weights and all.
    ///
    /// # Errors
    /// [`Malformed`] if it is not known, or does not fit its tensors.
    pub fn new(model: &Model<'_>, operator: &Operator<'_>) -> Result<Self, Malformed> {
        let call = Call { model, operator };
        let step = match operator.code {
            0 => limited(&call, 11, |a, b| a + b),
            2 => concatenation(&call),
            3 => layers::full(&call),
            4 => layers::depthwise(&call),
            9 => layers::dense(&call),
            18 => limited(&call, 21, |a, b| a * b),
            22 => reshape(&call),
            25 => softmax(&call),
            34 => pad(&call),
            36 => gather(&call),
            40 => reduction(&call, true),
            41 => limited(&call, 28, |a, b| a - b),
            42 => limited(&call, 29, |a, b| a / b),
            47 => each(&call, f32::exp),
            48 => top(&call),
            53 => cast(&call),
            55 => pairs(&call, f32::max),
            57 => pairs(&call, f32::min),
            65 => slice(&call),
            73 => each(&call, f32::ln),
            74 => reduction(&call, false),
            75 => each(&call, f32::sqrt),
            105 => reverse(&call),
            _ => Err(Malformed("it is not known".into())),
        };
        let named = |Malformed(why)| Malformed(format!("operator {}: {why}", operator.code));
        step.and_then(|step| step.checked(&call)).map_err(named)
    }

    /// One that gives numbers of this shape.
    pub fn one(
        reads: Vec<usize>,
        shape: Vec<usize>,
        action: impl Fn(&[&Tensor]) -> Result<Tensor, Malformed> + 'static,
    ) -> Self {
        let action: Action = Box::new(move |inputs| Ok(vec![action(inputs)?]));
        Self { reads, action, makes: vec![(Kind::Float, shape)] }
    }

    /// Whether it makes what the file says of the tensors that it makes.
    fn checked(self, call: &Call<'_>) -> Result<Self, Malformed> {
        let said = call.operator.outputs.iter().map(|&at| &call.model.tensors[at]);
        let said: Vec<_> = said.map(|it| (it.kind, it.shape.clone())).collect();
        if said != self.makes {
            let why = format!("it makes {:?}, not {said:?}", self.makes);
            return Err(Malformed(why));
        }
        Ok(self)
    }
}

/// An operator among its tensors.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    model: &'a Model<'a>,
    operator: &'a Operator<'a>,
}

impl<'a> Call<'a> {
    /// The place of what it reads in so many-th place.
    pub fn place(&self, input: usize) -> Result<usize, Malformed> {
        self.optional(input)?.ok_or_else(|| Malformed(format!("it has no input {input}")))
    }

    /// The same of what may be missing.
    pub fn optional(&self, input: usize) -> Result<Option<usize>, Malformed> {
        match self.operator.inputs.get(input) {
            None | Some(-1) => Ok(None),
            Some(&at) => {
                let at = usize::try_from(at).ok().filter(|&at| at < self.model.tensors.len());
                at.map(Some).ok_or_else(|| Malformed("it reads a tensor that is not there".into()))
            }
        }
    }

    /// What is said of what it reads.
    pub fn input(&self, input: usize) -> Result<&'a Described<'a>, Malformed> {
        Ok(&self.model.tensors[self.place(input)?])
    }

    /// The sizes of the numbers that it reads.
    pub fn shape(&self, input: usize) -> Result<&'a [usize], Malformed> {
        let described = self.input(input)?;
        if described.kind != Kind::Float {
            return Err(Malformed(format!("input {input} has no fractions")));
        }
        Ok(&described.shape)
    }

    /// A number of one byte that is set of it; 0 if it is not. The options must be of this type.
    pub fn byte(&self, kind: u8, field: usize) -> Result<u8, Malformed> {
        self.checked_options(kind)?;
        self.operator.options.map_or(Ok(0), |options| options.byte(field))
    }

    /// The same of a whole number.
    pub fn integer(&self, kind: u8, field: usize, default: i32) -> Result<i32, Malformed> {
        self.checked_options(kind)?;
        self.operator.options.map_or(Ok(default), |options| options.integer(field, default))
    }

    /// The least and the most that comes out.
    pub fn limits(&self, kind: u8, field: usize) -> Result<[f32; 2], Malformed> {
        match self.byte(kind, field)? {
            0 => Ok([f32::NEG_INFINITY, f32::INFINITY]),
            1 => Ok([0.0, f32::INFINITY]),
            2 => Ok([-1.0, 1.0]),
            3 => Ok([0.0, 6.0]),
            other => Err(Malformed(format!("the activation {other} is not known"))),
        }
    }

    /// Whole numbers that must be known before anything runs, not below 0.
    fn sizes(&self, input: usize) -> Result<Vec<usize>, Malformed> {
        let numbers = self.input(input)?.integers()?;
        let sizes = numbers.iter().map(|&number| usize::try_from(number));
        sizes.collect::<Result<_, _>>().map_err(|_| Malformed(format!("a size in {numbers:?}")))
    }

    /// Axes of a tensor of this shape, each named once. Negative ones count from the last.
    fn axes(&self, input: usize, shape: &[usize]) -> Result<Vec<usize>, Malformed> {
        let numbers = self.input(input)?.integers()?;
        let axes: Result<Vec<_>, _> = numbers.iter().map(|&it| axis(it, shape)).collect();
        let mut axes = axes?;
        axes.sort_unstable();
        axes.dedup();
        if axes.len() != numbers.len() {
            return Err(Malformed("an axis is named twice".into()));
        }
        Ok(axes)
    }

    fn checked_options(&self, kind: u8) -> Result<(), Malformed> {
        match self.operator.options_kind {
            0 => Ok(()),
            it if it == kind => Ok(()),
            it => Err(Malformed(format!("its options are of the type {it}, not {kind}"))),
        }
    }
}

/// Numbers within limits. What is no number stays none.
pub fn within(mut x: Tensor, [least, most]: [f32; 2]) -> Tensor {
    if least > f32::NEG_INFINITY || most < f32::INFINITY {
        x.values.iter_mut().for_each(|x| *x = x.clamp(least, most));
    }
    x
}

fn axis(number: i32, shape: &[usize]) -> Result<usize, Malformed> {
    let axes = shape.len() as i32;
    let axis = if number < 0 { number + axes } else { number };
    let axis = usize::try_from(axis).ok().filter(|&axis| axis < shape.len());
    axis.ok_or_else(|| Malformed(format!("{shape:?} has no axis {number}")))
}

/// Two tensors number by number.
fn pairs(call: &Call<'_>, of: impl Fn(f32, f32) -> f32 + 'static) -> Result<Step, Malformed> {
    let shape = ops::broadcast(call.shape(0)?, call.shape(1)?)?;
    let reads = vec![call.place(0)?, call.place(1)?];
    Ok(Step::one(reads, shape, move |inputs| ops::zip(inputs[0], inputs[1], &of)))
}

/// The same, with limits among options of this type.
fn limited(
    call: &Call<'_>,
    options: u8,
    of: impl Fn(f32, f32) -> f32 + 'static,
) -> Result<Step, Malformed> {
    let limits = call.limits(options, 0)?;
    let Step { reads, action, makes } = pairs(call, of)?;
    let action: Action = Box::new(move |inputs| {
        Ok(action(inputs)?.into_iter().map(|output| within(output, limits)).collect())
    });
    Ok(Step { reads, action, makes })
}

/// Every number by itself.
fn each(call: &Call<'_>, of: impl Fn(f32) -> f32 + 'static) -> Result<Step, Malformed> {
    let shape = call.shape(0)?.to_vec();
    let action = move |inputs: &[&Tensor]| Ok(ops::map(inputs[0].clone(), &of));
    Ok(Step::one(vec![call.place(0)?], shape, action))
}

/// To numbers with fractions, which is how all numbers are kept here.
fn cast(call: &Call<'_>) -> Result<Step, Malformed> {
    let shape = call.input(0)?.shape.clone();
    if call.byte(37, 1)? != 0 {
        return Err(Malformed("it makes whole numbers".into()));
    }
    Ok(Step::one(vec![call.place(0)?], shape, |inputs| Ok(inputs[0].clone())))
}

fn concatenation(call: &Call<'_>) -> Result<Step, Malformed> {
    let mut shape = call.shape(0)?.to_vec();
    let axis = axis(call.integer(10, 0, 0)?, &shape)?;
    let limits = call.limits(10, 1)?;
    let reads: Vec<usize> =
        (0..call.operator.inputs.len()).map(|at| call.place(at)).collect::<Result<_, _>>()?;
    for input in 1..reads.len() {
        let other = call.shape(input)?;
        let alike = other.len() == shape.len()
            && (0..shape.len()).all(|at| at == axis || other[at] == shape[at]);
        if !alike {
            return Err(Malformed(format!("{other:?} does not go beside {shape:?}")));
        }
        // Sizes are whole numbers of 32 bits, of as many tensors as the file has room for.
        shape[axis] = shape[axis].saturating_add(other[axis]);
    }
    let action = {
        let shape = shape.clone();
        move |inputs: &[&Tensor]| Ok(within(moves::concatenated(inputs, axis, &shape)?, limits))
    };
    Ok(Step::one(reads, shape, action))
}

fn reshape(call: &Call<'_>) -> Result<Step, Malformed> {
    let sizes = call.sizes(1)?;
    // Equal products of sizes that may be large: compared with what is known to fit.
    let product = |sizes: &[usize]| sizes.iter().try_fold(1usize, |all, &it| all.checked_mul(it));
    if product(&sizes) != product(call.shape(0)?) {
        return Err(Malformed(format!("{:?} cannot have the shape {sizes:?}", call.shape(0)?)));
    }
    let shape = sizes.clone();
    let action = move |inputs: &[&Tensor]| inputs[0].clone().reshaped(shape.clone());
    Ok(Step::one(vec![call.place(0)?], sizes, action))
}

fn softmax(call: &Call<'_>) -> Result<Step, Malformed> {
    let shape = call.shape(0)?.to_vec();
    call.checked_options(9)?;
    let beta = call.operator.options.map_or(Ok(0.0), |options| options.float(0))?;
    let action =
        move |inputs: &[&Tensor]| Ok(ops::softmax(ops::map(inputs[0].clone(), |x| x * beta)));
    Ok(Step::one(vec![call.place(0)?], shape, action))
}

fn pad(call: &Call<'_>) -> Result<Step, Malformed> {
    let mut shape = call.shape(0)?.to_vec();
    let zeros = call.sizes(1)?;
    let (zeros, rest) = zeros.as_chunks::<2>();
    if zeros.len() != shape.len() || !rest.is_empty() {
        return Err(Malformed(format!("{zeros:?} go not around {shape:?}")));
    }
    for (size, [before, after]) in shape.iter_mut().zip(zeros) {
        *size = size.saturating_add(*before).saturating_add(*after);
    }
    let start: Vec<usize> = zeros.iter().map(|[before, _]| *before).collect();
    let sizes = shape.clone();
    let action = move |inputs: &[&Tensor]| moves::pad(inputs[0], &start, &sizes);
    Ok(Step::one(vec![call.place(0)?], shape, action))
}

fn gather(call: &Call<'_>) -> Result<Step, Malformed> {
    let indices = call.input(1)?;
    if call.integer(23, 0, 0)? != 0 || call.integer(23, 1, 0)? != 0 {
        return Err(Malformed("it gathers along another axis than the first".into()));
    }
    if indices.kind != Kind::Integer {
        return Err(Malformed("indices have fractions".into()));
    }
    let Some((_, row)) = call.shape(0)?.split_first() else {
        return Err(Malformed("a table has no rows".into()));
    };
    let shape = [indices.shape.as_slice(), row].concat();
    let sizes = shape.clone();
    let action = move |inputs: &[&Tensor]| moves::gathered(inputs[0], inputs[1], &sizes);
    Ok(Step::one(vec![call.place(0)?, call.place(1)?], shape, action))
}

/// Sums or means over axes.
fn reduction(call: &Call<'_>, mean: bool) -> Result<Step, Malformed> {
    let shape = call.shape(0)?.to_vec();
    let axes = call.axes(1, &shape)?;
    let keep = call.byte(27, 0)? != 0;
    let share =
        if mean { 1.0 / axes.iter().map(|&axis| shape[axis] as f32).product::<f32>() } else { 1.0 };
    let left = (0..shape.len()).filter(|axis| keep || !axes.contains(axis));
    let made: Vec<usize> =
        left.map(|axis| if axes.contains(&axis) { 1 } else { shape[axis] }).collect();
    let sizes = made.clone();
    let action = move |inputs: &[&Tensor]| {
        let sums = moves::sum(inputs[0], &axes)?;
        ops::map(sums, |sum| sum * share).reshaped(sizes.clone())
    };
    Ok(Step::one(vec![call.place(0)?], made, action))
}

fn top(call: &Call<'_>) -> Result<Step, Malformed> {
    let mut shape = call.shape(0)?.to_vec();
    let count = call.sizes(1)?;
    match (shape.last_mut(), count.as_slice()) {
        // Places are kept as numbers with fractions, which hold whole ones up to this.
        (Some(length), &[count]) if (1..=*length).contains(&count) && *length < 1 << 24 => {
            *length = count;
        }
        _ => return Err(Malformed(format!("{count:?} of {shape:?} are no largest"))),
    }
    let (count, sizes) = (count[0], shape.clone());
    Ok(Step {
        reads: vec![call.place(0)?],
        action: Box::new(move |inputs| Ok(moves::top(inputs[0], count, &sizes)?.into())),
        makes: vec![(Kind::Float, shape.clone()), (Kind::Integer, shape)],
    })
}

fn slice(call: &Call<'_>) -> Result<Step, Malformed> {
    let shape = call.shape(0)?;
    let (start, size) = (call.sizes(1)?, call.sizes(2)?);
    let within = |axis: usize| {
        let end = start[axis].checked_add(size[axis]);
        size[axis] > 0 && end.is_some_and(|end| end <= shape[axis])
    };
    let all = start.len() == shape.len() && size.len() == shape.len();
    if !all || !(0..shape.len()).all(within) {
        return Err(Malformed(format!("{size:?} from {start:?} is not within {shape:?}")));
    }
    let made = size.clone();
    let action = move |inputs: &[&Tensor]| moves::slice(inputs[0], &start, &size);
    Ok(Step::one(vec![call.place(0)?], made, action))
}

fn reverse(call: &Call<'_>) -> Result<Step, Malformed> {
    let shape = call.shape(0)?.to_vec();
    let [axis] = call.axes(1, &shape)?[..] else {
        return Err(Malformed("not one axis alone is turned".into()));
    };
    let action = move |inputs: &[&Tensor]| moves::reverse(inputs[0], axis);
    Ok(Step::one(vec![call.place(0)?], shape, action))
}
