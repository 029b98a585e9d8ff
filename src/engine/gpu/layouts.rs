//! What shaders are told before they run, laid out as they read it.
//!
//! Each of these is a `struct` of a shader too, and the two are written by hand. `tests/native/shaders.rs` compares
//! names and places of all members, so what is added on one side only is told by a test and not by wrong numbers.

/// A struct as a shader should have it.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// The shader's file, without its ending.
    pub shader: &'static str,
    /// What the shader calls it.
    pub name: &'static str,
    /// Its members with the byte each begins at. What only fills it up is not among them.
    pub members: &'static [(&'static str, usize)],
    /// Bytes it takes.
    pub size: usize,
}

/// Makes structs of numbers, and [`ALL`], their layouts. After `;` comes what only fills one up to whole groups of
/// sixteen bytes, which uniforms are made of.
macro_rules! layouts {
    ($(
        $(#[$doc:meta])+
        $type:ident = $shader:literal $name:literal {
            $($(#[$about:meta])+ $member:ident: $number:ty,)+
            $(; room: $room:ty,)?
        }
    )+) => {
        $(
            $(#[$doc])+
            #[derive(Debug, Clone, Copy, PartialEq)]
            #[cfg_attr(target_arch = "wasm32", derive(bytemuck::Pod, bytemuck::Zeroable))]
            #[repr(C)]
            pub struct $type {
                $($(#[$about])+ pub $member: $number,)+
                $(
                    /// Fills it up.
                    pub room: $room,
                )?
            }
        )+

        /// All of them.
        pub const ALL: &[Layout] = &[$(Layout {
            shader: $shader,
            name: $name,
            members: &[$((stringify!($member), std::mem::offset_of!($type, $member))),+],
            size: size_of::<$type>(),
        }),+];
    };
}

layouts! {
    /// The sizes of a convolution, and what follows it.
    ConvolutionUniform = "layer" "Layer" {
        /// Side of the input in pixels.
        in_size: u32,
        /// Side of the output in pixels.
        out_size: u32,
        /// Groups of four channels.
        in_groups: u32,
        /// Groups of four channels that come out.
        out_groups: u32,
        /// Side of the kernel in pixels.
        kernel: u32,
        /// Pixels from one place of the kernel to the next.
        stride: u32,
        /// Zeros before the first row and column.
        padding: u32,
        /// Pictures that the buffers have room for.
        pictures: u32,
        /// Groups of four outputs that weights and bias are padded to.
        columns: u32,
        /// 1 where the output of an earlier layer is added.
        shortcut: u32,
        /// The activation: no output is below this,
        least: f32,
        /// or above this.
        most: f32,
    }

    /// The mean over the cells of a grid.
    PoolUniform = "pool" "Pool" {
        /// Side of the input in pixels.
        size: u32,
        /// Groups of four channels.
        groups: u32,
        /// Cells along each axis.
        grid: u32,
        /// Pictures that the buffers have room for.
        pictures: u32,
    }

    /// Contrast of patches.
    PatchesUniform = "contrast" "Patches" {
        /// Side of the picture in pixels.
        size: u32,
        /// Side of a patch in pixels.
        side: u32,
        /// Pixels between patches.
        stride: u32,
        /// Patches along each axis.
        count: u32,
        /// Groups of four components.
        groups: u32,
        /// Added to the variance.
        floor: f32,
        /// Pictures that the buffers have room for.
        pictures: u32,
        ; room: u32,
    }

    /// How near patches are to centroids.
    ComparisonUniform = "nearness" "Comparison" {
        /// Patches of all pictures that the buffers have room for.
        patches: u32,
        /// Groups of four components.
        components: u32,
        /// Centroids that each patch is compared with.
        centroids: u32,
        ; room: u32,
    }

    /// Bytes of pixels to numbers.
    NormalisationUniform = "unpack" "Normalisation" {
        /// What each channel is multiplied with.
        scale: [f32; 4],
        /// What is added then.
        shift: [f32; 4],
        /// Pixels of all pictures that the buffers have room for.
        pixels: u32,
        ; room: [u32; 3],
    }

    /// A linear layer of a transformer.
    LinearUniform = "linear" "Linear" {
        /// Groups of four numbers that go in.
        in_groups: u32,
        /// Groups of four numbers that come out.
        out_groups: u32,
        /// 1 where GELU comes after the bias.
        gelu: u32,
        ; room: u32,
    }

    /// The sizes of attention.
    AttentionUniform = "attention" "Attention" {
        /// Numbers from one row of the output to the next.
        stride: u32,
        /// Numbers of a head.
        size: u32,
        /// Workgroups that share a head.
        blocks: u32,
        /// One over the root of a head's numbers.
        scale: f32,
    }

    /// A sum and its layer normalisation.
    NormUniform = "add_norm" "Norm" {
        /// Numbers in a row.
        width: u32,
        /// Numbers from one row to the next.
        stride: u32,
        /// Added to the variance.
        epsilon: f32,
        ; room: u32,
    }

    /// A head's layer: its weights as `[outputs][inputs and one that is always 1]`, the inputs in groups of four,
    /// filled up with zeros.
    PackedLayer = "head" "Layer" {
        /// Numbers that go in, without the one that is always 1.
        inputs: u32,
        /// Groups of four of them.
        groups: u32,
        /// Numbers that come out.
        outputs: u32,
        /// Groups of weights before it.
        first: u32,
    }

    /// A head and its optimiser.
    HeadUniform = "head" "Head" {
        /// All 0 in a linear head.
        hidden: PackedLayer,
        /// The layer of the logits.
        output: PackedLayer,
        /// Groups of four weights in all.
        length: u32,
        /// AdamW's step size.
        learning_rate: f32,
        /// AdamW's decoupled weight decay.
        weight_decay: f32,
        /// Decay of the first moments.
        beta_1: f32,
        /// Decay of the second moments.
        beta_2: f32,
        /// Added to the root of the second moments.
        epsilon: f32,
        ; room: [u32; 2],
    }

    /// A step of training.
    StepUniform = "head" "Step" {
        /// Position in `order` of the batch's first example.
        first: u32,
        /// Examples in the batch.
        rows: u32,
        /// Position in `tally` of the batch's first example.
        tally: u32,
        /// `1 - beta_1^step`.
        correction_1: f32,
        /// `1 - beta_2^step`.
        correction_2: f32,
        ; room: [u32; STEP_STRIDE / 4 - 5],
    }
}

/// Bytes from one step to the next: what every adapter takes as the offset of a uniform.
pub const STEP_STRIDE: usize = 256;
