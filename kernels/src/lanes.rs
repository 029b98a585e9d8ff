//! Four numbers at once, as SSE, NEON and WebAssembly have them.

pub use wide::f32x4;

/// `a * b + c`, in one instruction where the target has it; rounded once then and twice otherwise.
#[inline(always)]
pub fn mul_add(a: f32x4, b: f32x4, c: f32x4) -> f32x4 {
    // `wide` does not know WebAssembly's, which is fused or not as the machine likes best.
    #[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
    {
        use bytemuck::cast;
        cast(core::arch::wasm32::f32x4_relaxed_madd(cast(a), cast(b), cast(c)))
    }
    #[cfg(not(all(target_arch = "wasm32", target_feature = "relaxed-simd")))]
    {
        a.mul_add(b, c)
    }
}

/// The sum of the four.
#[inline(always)]
pub fn sum(lanes: f32x4) -> f32 {
    let [a, b, c, d] = lanes.to_array();
    (a + b) + (c + d)
}

/// From `least` to `most`. What is not a number may become either.
#[inline(always)]
pub fn clamp(lanes: f32x4, [least, most]: [f32; 2]) -> f32x4 {
    lanes.fast_max(f32x4::splat(least)).fast_min(f32x4::splat(most))
}
