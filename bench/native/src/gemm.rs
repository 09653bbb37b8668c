//! The crate `gemm`, on the matrices that the playground's kernel makes up.
//!
//! Whatever it is compiled for, it looks at run time what the processor can do, and takes vectors of 256 bits on x86-64,
//! or none at all: those of 128 it has for wasm and ARM. So it is also made here, by the macros that make it there, with
//! SSE's of 128 bits, in which a multiplication and an addition are two instructions, as they are in wasm.

use gemm_common::Parallelism;
use kernels::digest::{number, weighed};
use kernels::matmul::{SEEDS, made_up};

use crate::measure::{Measured, Watch};

/// Multiplies with vectors of 128 bits.
pub fn narrow(size: u32) -> Measured {
    #[cfg(target_arch = "x86_64")]
    let gemm = sse::gemm;
    #[cfg(not(target_arch = "x86_64"))]
    let gemm = gemm_f32::gemm::f32::get_gemm_fn();
    multiply(size as usize, gemm)
}

/// Multiplies with all that the processor can do.
pub fn at_best(size: u32) -> Measured {
    multiply(size as usize, gemm_f32::gemm::f32::get_gemm_fn())
}

/// What `gemm` calls with its dimensions; the product and both matrices, each with the way from one column to the next
/// and from one row to the next; factors; what is conjugated; and on how many threads.
type Gemm = unsafe fn(
    usize,
    usize,
    usize,
    *mut f32,
    isize,
    isize,
    bool,
    *const f32,
    isize,
    isize,
    *const f32,
    isize,
    isize,
    f32,
    f32,
    bool,
    bool,
    bool,
    Parallelism,
);

/// Makes up two matrices of `size` rows and columns, multiplies them and sums the product up, as the kernel does.
fn multiply(size: usize, gemm: Gemm) -> Measured {
    let watch = Watch::start();
    let [left, right] = SEEDS.map(|seed| (0..size * size).map(|place| made_up(seed, place)).collect::<Vec<f32>>());
    let mut product = vec![0.0_f32; size * size];
    let row = size as isize;
    // Its kernels want the product by columns: the product of the transposed is the transposed product.
    // SAFETY: each matrix has `size` rows of `size` numbers, and the product is nowhere else in use.
    unsafe {
        gemm(
            size,
            size,
            size,
            product.as_mut_ptr(),
            row,
            1,
            false,
            right.as_ptr(),
            row,
            1,
            left.as_ptr(),
            row,
            1,
            0.0,
            1.0,
            false,
            false,
            false,
            Parallelism::None,
        );
    }
    // Numbers below 0 count as 2⁶⁴ more, which changes nothing in a sum modulo 2⁶⁴.
    let numbers = product.into_iter().map(|number| number as i64 as u64);
    watch.stop(number(weighed(0, numbers)))
}

/// `gemm` with SSE, by the macros and in the sizes by which it is made for `simd128` in wasm.
#[cfg(target_arch = "x86_64")]
mod sse {
    use std::arch::x86_64::{__m128, _mm_add_ps, _mm_mul_ps, _mm_set1_ps};

    use gemm_common::Parallelism;
    use gemm_common::gemm::gemm_basic_generic;
    use gemm_common::microkernel::HMicroKernelFn;
    use gemm_common::simd::Scalar;
    use gemm_common::{microkernel, microkernel_fn_array};

    // The macros look for these names, and call what is here as unsafe.
    type T = f32;
    type Pack = __m128;
    const N: usize = 4;

    #[inline(always)]
    unsafe fn splat(value: T) -> Pack {
        // SAFETY: every processor of this kind has SSE.
        unsafe { _mm_set1_ps(value) }
    }

    #[inline(always)]
    unsafe fn mul(a: Pack, b: Pack) -> Pack {
        // SAFETY: as above.
        unsafe { _mm_mul_ps(a, b) }
    }

    #[inline(always)]
    unsafe fn add(a: Pack, b: Pack) -> Pack {
        // SAFETY: as above.
        unsafe { _mm_add_ps(a, b) }
    }

    #[inline(always)]
    unsafe fn mul_add(a: Pack, b: Pack, c: Pack) -> Pack {
        // SAFETY: as above.
        unsafe { add(mul(a, b), c) }
    }

    #[inline(always)]
    unsafe fn scalar_mul(a: T, b: T) -> T {
        a * b
    }

    #[inline(always)]
    unsafe fn scalar_add(a: T, b: T) -> T {
        a + b
    }

    #[inline(always)]
    unsafe fn scalar_mul_add(a: T, b: T, c: T) -> T {
        a * b + c
    }

    microkernel!(, 2, x1x1, 1, 1);
    microkernel!(, 2, x1x2, 1, 2);
    microkernel!(, 2, x1x3, 1, 3);
    microkernel!(, 2, x1x4, 1, 4);

    microkernel!(, 2, x2x1, 2, 1);
    microkernel!(, 2, x2x2, 2, 2);
    microkernel!(, 2, x2x3, 2, 3);
    microkernel!(, 2, x2x4, 2, 4);

    microkernel!(, 2, x3x1, 3, 1);
    microkernel!(, 2, x3x2, 3, 2);
    microkernel!(, 2, x3x3, 3, 3);
    microkernel!(, 2, x3x4, 3, 4);

    microkernel_fn_array! {
        [x1x1, x1x2, x1x3, x1x4,],
        [x2x1, x2x2, x2x3, x2x4,],
        [x3x1, x3x2, x3x3, x3x4,],
    }

    /// It has none for products of which only a few numbers are asked.
    const HORIZONTAL: [[HMicroKernelFn<T>; 0]; 0] = [];

    /// As [`super::Gemm`].
    #[expect(clippy::too_many_arguments, reason = "these are the crate's")]
    pub unsafe fn gemm(
        m: usize,
        n: usize,
        k: usize,
        product: *mut T,
        product_columns: isize,
        product_rows: isize,
        adds: bool,
        left: *const T,
        left_columns: isize,
        left_rows: isize,
        right: *const T,
        right_columns: isize,
        right_rows: isize,
        alpha: T,
        beta: T,
        _: bool,
        _: bool,
        _: bool,
        parallelism: Parallelism,
    ) {
        // SAFETY: whoever calls this promises what is promised here.
        unsafe {
            gemm_basic_generic::<_, T, N, { MR_DIV_N * N }, NR, MR_DIV_N, 0, 0>(
                Scalar,
                m,
                n,
                k,
                product,
                product_columns,
                product_rows,
                adds,
                left,
                left_columns,
                left_rows,
                right,
                right_columns,
                right_rows,
                alpha,
                beta,
                false,
                false,
                false,
                |a, b, c| a * b + c,
                &UKR,
                &HORIZONTAL,
                false,
                parallelism,
            );
        }
    }
}
