"""The playground's kernels as one writes them in Python: what they come to, and how long CPython takes.

    python3 tests/reference/kernels.py          # checks each against the table, times it, and prints both
    python3 tests/reference/kernels.py --json   # the same as one line of JSON, for tests/exactness/kernels.rs

Only the standard library is needed. Where NumPy is installed, `matmul` is NumPy's, as that is what one would use;
where not, it is written as loops. The table is tests/kernels/table.json. Times are of the processor, not of the
clock, and the least of some rounds, so that what else the machine does counts for little.
"""

import json
import os
import pathlib
import struct
import sys
import time

# A core of its own is what a kernel has.
os.environ.setdefault('OMP_NUM_THREADS', '1')
os.environ.setdefault('OPENBLAS_NUM_THREADS', '1')
try:
    import numpy
except ImportError:
    numpy = None

TABLE = pathlib.Path(__file__).parent.parent / 'kernels' / 'table.json'
MASK = (1 << 64) - 1
# Rounds go on for so long, in seconds, but there are at least three.
PATIENCE = 0.3


def number(value):
    """The bytes of a whole number, of which a checksum is made."""
    return value.to_bytes(8, 'little')


def checksum(data):
    """64-bit FNV-1a, eight bytes at a time."""
    value = 0xCBF29CE484222325
    whole = len(data) // 8 * 8
    words = struct.unpack(f'<{whole // 8}Q', data[:whole])
    for word in (*words, *data[whole:]):
        value = ((value ^ word) * 0x100000001B3) & MASK
    return f'{value:016x}'


# Each kernel is (prepare, work, bytes): what it is given, of the arguments and the text; what is timed; and of what
# that comes to, the bytes of which a checksum is made.
KERNELS = {}


def kernel(name, prepare, output):
    def add(work):
        KERNELS[name] = (prepare, work, output)
        return work

    return add


# What people take home.
TEXTS = pathlib.Path(__file__).parents[2] / 'src' / 'code' / 'python'
for name in ('splitmix64', 'weighed', 'as_bytes', 'primes', 'mandelbrot', 'matmul', 'sort', 'sha256', 'wordcount', 'links', 'nbody', 'blur'):
    exec(compile((TEXTS / f'{name}.py').read_text(encoding='utf-8'), f'{name}.py', 'exec'))


def picture(image):
    width, height, pixels = image
    # The checksum goes over the sides first, byte by byte, and then over the pixels.
    return width, height, pixels


def summed(numbers):
    return number(weighed(numbers))


def entries(product):
    return summed(int(entry) for row in product for entry in row)


def places(bodies):
    coordinates = (body[axis] for axis in range(3) for body in bodies)
    return summed(struct.unpack('<Q', struct.pack('<d', coordinate))[0] for coordinate in coordinates)


kernel('primes', lambda arguments, text: int(arguments[0]), number)(primes)
kernel('mandelbrot', lambda arguments, text: int(arguments[0]), picture)(mandelbrot)
if numpy:
    arrays = lambda arguments, text: [numpy.array(matrix, numpy.float32) for matrix in matrices(int(arguments[0]))]
    kernel('matmul', arrays, entries)(lambda both: both[0] @ both[1])
else:
    kernel('matmul', lambda arguments, text: matrices(int(arguments[0])), entries)(lambda both: multiply(*both))
kernel('sort', lambda arguments, text: random_numbers(arguments[0]), summed)(sorted)
kernel('sha256', lambda arguments, text: text.encode(), str.encode)(sha256)
kernel('wordcount', lambda arguments, text: text, number)(wordcount)
kernel('links', lambda arguments, text: text, str.encode)(links)
kernel('nbody', lambda arguments, text: (random_bodies(arguments[0]), arguments[1]), places)(lambda given: simulate(*given))
sides = lambda arguments, text: (*map(int, arguments[0].split('x')), arguments[1])
kernel('blur', sides, picture)(lambda given: blur(*given))


def image_checksum(width, height, pixels):
    value = 0xCBF29CE484222325
    for byte in width.to_bytes(4, 'little') + height.to_bytes(4, 'little'):
        value = ((value ^ byte) * 0x100000001B3) & MASK
    for word in struct.unpack(f'<{len(pixels) // 8}Q', pixels[: len(pixels) // 8 * 8]):
        value = ((value ^ word) * 0x100000001B3) & MASK
    for byte in pixels[len(pixels) // 8 * 8 :]:
        value = ((value ^ byte) * 0x100000001B3) & MASK
    return f'{value:016x}'


def turns(count):
    """The measure of the machine and of its Python: a loop of small sums."""
    total = 0
    for turn in range(count):
        total = (total + turn) & 0xFFFF
    return total


def seconds(work, given):
    """The least time of the processor that some rounds took."""
    times = []
    while len(times) < 3 or sum(times) < PATIENCE:
        began = time.process_time()
        work(given)
        times.append(time.process_time() - began)
    return min(times)


def argument(word):
    for suffix, scale in (('k', 1_000), ('M', 1_000_000)):
        if word.endswith(suffix):
            return int(word[:-1]) * scale
    return int(word) if word.isdigit() else word


def measured(case):
    word, *arguments = case['step'].split()
    if word not in KERNELS:
        return None
    prepare, work, output = KERNELS[word]
    given = prepare([argument(written) for written in arguments], case.get('input', '') * case.get('times', 0))
    data = output(work(given))
    found = image_checksum(*data) if isinstance(data, tuple) else checksum(data)
    return {'step': case['step'], 'checksum': found, 'seconds': seconds(work, given)}


def main():
    cases = json.loads(TABLE.read_text(encoding='utf-8'))
    results = [result for case in cases if (result := measured(case))]
    million = 1_000_000
    answer = {
        'python': sys.version.split()[0],
        'numpy': numpy.__version__ if numpy else None,
        'turn': seconds(turns, million) / million,
        'kernels': results,
    }
    if sys.argv[1:] == ['--json']:
        print(json.dumps(answer))
        return
    print(f'CPython {answer["python"]}, NumPy {answer["numpy"]}: a turn of a loop takes {answer["turn"] * 1e9:.1f} ns')
    expected = {case['step']: case['checksum'] for case in cases}
    for result in results:
        verdict = 'as the table says' if result['checksum'] == expected[result['step']] else 'NOT as the table says'
        print(f'{result["step"]:16} {result["seconds"] * 1e3:10.3f} ms   {result["checksum"]}   {verdict}')
    if any(result['checksum'] != expected[result['step']] for result in results):
        sys.exit(1)


if __name__ == '__main__':
    main()
