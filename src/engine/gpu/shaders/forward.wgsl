// Logits, softmax, cross-entropy, and its gradients by the logits and by the hidden units, if there are
// any. One workgroup: four rows; from the softmax on, four threads a row.

const LANES: u32 = THREADS / ROWS;
// Less than any logit, and still far from where differences overflow.
const NEVER: f32 = -3.0e38;

var<workgroup> largest_of: array<f32, THREADS>;
var<workgroup> best_of: array<u32, THREADS>;
var<workgroup> sum_of: array<f32, THREADS>;

fn input_starts(rows: vec4<u32>) -> vec4<u32> {
    if HIDDEN {
        return head.output.groups * rows;
    }
    let first = step.first;
    return head.output.groups * vec4<u32>(
        order[first + rows.x],
        order[first + rows.y],
        order[first + rows.z],
        order[first + rows.w],
    );
}

fn input(index: u32) -> vec4<f32> {
    if HIDDEN {
        return units[index];
    }
    return embeddings[index];
}

@compute @workgroup_size(16)
fn main(
    @builtin(local_invocation_index) thread: u32,
    @builtin(workgroup_id) workgroup: vec3<u32>,
) {
    let groups = tiles(head.output);
    let first_row = workgroup.x * ROWS;
    // The logits stand where their slopes will, so that there may be any number of classes.
    for (var tile = 0u; tile * OUTPUTS < head.output.outputs; tile++) {
        let sum = products(head.output, thread, first_row, tile);
        let row = first_row + thread / OUTPUTS;
        let kind = tile * OUTPUTS + thread % OUTPUTS;
        if row < step.rows && kind / 4u < groups {
            slopes[row * groups + kind / 4u][kind % 4u] =
                select(NEVER, sum, kind < head.output.outputs);
        }
    }
    storageBarrier();

    // Rows after the last repeat the last, but write nothing.
    let is_row = first_row + thread / LANES < step.rows;
    let row = min(first_row + thread / LANES, step.rows - 1u);
    let lane = thread % LANES;
    let others = thread - lane;
    let example = order[step.first + row];
    let label = labels[example];
    let right = slopes[row * groups + label / 4u][label % 4u];

    // The largest logit and where it first stands.
    var largest = NEVER;
    var best = 0u;
    for (var group = lane; group < groups; group += LANES) {
        let logits = slopes[row * groups + group];
        for (var i = 0u; i < 4u; i++) {
            if logits[i] > largest {
                largest = logits[i];
                best = group * 4u + i;
            }
        }
    }
    largest_of[thread] = largest;
    best_of[thread] = best;
    workgroupBarrier();
    for (var other = others; other < others + LANES; other++) {
        if largest_of[other] > largest || (largest_of[other] == largest && best_of[other] < best) {
            largest = largest_of[other];
            best = best_of[other];
        }
    }

    var sum = 0.0;
    for (var group = lane; group < groups; group += LANES) {
        sum += dot(exp(slopes[row * groups + group] - largest), vec4<f32>(1.0));
    }
    sum_of[thread] = sum;
    workgroupBarrier();
    sum = 0.0;
    for (var other = others; other < others + LANES; other++) {
        sum += sum_of[other];
    }

    if is_row {
        for (var group = lane; group < groups; group += LANES) {
            var slope = exp(slopes[row * groups + group] - largest) / sum;
            slope -= select(vec4<f32>(0.0), vec4<f32>(1.0),
                vec4<u32>(label) == vec4<u32>(group * 4u) + vec4<u32>(0u, 1u, 2u, 3u));
            slopes[row * groups + group] = slope / f32(step.rows);
        }
        if lane == 0u {
            let loss = log(sum) + largest - right;
            tally[step.tally + row] = vec2<f32>(loss, select(0.0, 1.0, best == label));
        }
    }
    if !HIDDEN {
        return;
    }

    storageBarrier();
    if is_row {
        let width = head.output.groups;
        for (var group = lane; group < width; group += LANES) {
            var sum = vec4<f32>(0.0);
            for (var kind = 0u; kind < head.output.outputs; kind++) {
                let weight = parameters[head.output.first + kind * width + group];
                sum += weight * slopes[row * groups + kind / 4u][kind % 4u];
            }
            let is_awake = units[row * width + group] > vec4<f32>(0.0);
            unit_slopes[row * width + group] = select(vec4<f32>(0.0), sum, is_awake);
        }
    }
}
