"""The playground's kernels as one writes them in Python: what they come to, and how long CPython takes.

    python3 tests/reference/kernels.py          # checks each against the table, times it, and prints both
    python3 tests/reference/kernels.py --json   # the same as one line of JSON, for tests/exactness/kernels.rs

Only the standard library is needed. Where NumPy is installed, `matmul` is NumPy's, as that is what one would use;
where not, it is written as loops. The table is tests/kernels/table.json. Times are of the processor, not of the
clock, and the least of some rounds, so that what else the machine does counts for little.
"""

import hashlib
import html.parser
import json
import math
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


def splitmix64(seed, place):
    """The number at a place of the sequence that a seed begins (Steele, Lea, Flood 2014)."""
    mixed = (seed + 0x9E3779B97F4A7C15 * (place + 1)) & MASK
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
    return mixed ^ (mixed >> 31)


def number(value):
    """The bytes of a whole number, of which a checksum is made."""
    return value.to_bytes(8, 'little')


def weighed(numbers):
    """The sum of numbers, each times its place, as far as JavaScript holds it exactly."""
    total = sum(place * value for place, value in enumerate(numbers, 1)) & MASK
    return number(total & ((1 << 53) - 1))


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


@kernel('primes', lambda arguments, text: int(arguments[0]), number)
def primes(below):
    sieve = bytearray([1]) * below
    sieve[:2] = bytes(min(below, 2))
    for i in range(2, math.isqrt(below) + 1):
        if sieve[i]:
            sieve[i * i :: i] = bytes(len(range(i * i, below, i)))
    return sum(sieve)


def picture(image):
    width, height, pixels = image
    # The checksum goes over the sides first, byte by byte, and then over the pixels.
    return width, height, pixels


PALETTE = [(8, 16, 64), (24, 82, 177), (140, 200, 240), (250, 244, 220), (250, 170, 40), (120, 30, 50)]


def colour(iterations, distance):
    if distance < 65536.0:
        return bytes((6, 6, 18, 255))
    bits = struct.unpack('<Q', struct.pack('<d', distance))[0]
    log = min(max((bits >> 36) - (1023 << 16), 16 << 16), (32 << 16) - 1)
    smooth = (iterations + 1) * 256 - ((log >> 12) & 0xFF)
    stop, part = divmod(math.isqrt(max(smooth - 4 * 256, 0) * 256), 256)
    start, end = PALETTE[stop % 6], PALETTE[(stop + 1) % 6]
    return bytes([(a * (256 - part) + b * part) // 256 for a, b in zip(start, end)] + [255])


@kernel('mandelbrot', lambda arguments, text: int(arguments[0]), picture)
def mandelbrot(size):
    step = 2.8 / size
    pixels = bytearray()
    for row in range(size):
        for column in range(size):
            real = -2.1 + (column + 0.5) * step
            imaginary = -1.4 + (row + 0.5) * step
            a = b = 0.0
            iterations = 0
            while True:
                aa, bb = a * a, b * b
                if aa + bb >= 65536.0 or iterations == 256:
                    break
                b = 2.0 * a * b + imaginary
                a = aa - bb + real
                iterations += 1
            pixels += colour(iterations, aa + bb)
    return size, size, bytes(pixels)


def matrices(arguments, text):
    size = int(arguments[0])
    entry = lambda seed, row, column: (splitmix64(seed, row * size + column) >> 60) - 8
    return [[[entry(seed, i, j) for j in range(size)] for i in range(size)] for seed in (0x6D617461, 0x6D617462)]


def entries(product):
    return weighed(int(entry) for row in product for entry in row)


def matmul_in_loops(both):
    left, right = both
    size = len(left)
    product = [[0] * size for _ in range(size)]
    for i in range(size):
        for j in range(size):
            total = 0
            for k in range(size):
                total += left[i][k] * right[k][j]
            product[i][j] = total
    return product


if numpy:
    arrays = lambda arguments, text: [numpy.array(matrix, numpy.float32) for matrix in matrices(arguments, text)]
    kernel('matmul', arrays, entries)(lambda both: both[0] @ both[1])
else:
    kernel('matmul', matrices, entries)(matmul_in_loops)


@kernel('sort', lambda arguments, text: [splitmix64(0x736F7274, i) >> 32 for i in range(arguments[0])], weighed)
def sort(numbers):
    return sorted(numbers)


@kernel('sha256', lambda arguments, text: text.encode(), str.encode)
def sha256(data):
    return hashlib.sha256(data).hexdigest()


@kernel('wordcount', lambda arguments, text: text, number)
def wordcount(text):
    return len(text.split())


class Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.links = []

    def handle_starttag(self, tag, attributes):
        if tag in ('a', 'area'):
            link = dict(reversed(attributes)).get('href')
            if link and link.strip():
                self.links.append(link.strip())


@kernel('links', lambda arguments, text: text, str.encode)
def links(page):
    parser = Links()
    parser.feed(page)
    parser.close()
    return '\n'.join(parser.links)


def bodies(arguments, text):
    count, steps = arguments
    coordinate = lambda body, axis: (splitmix64(0x6E626F64, 3 * body + axis) >> 11) / (1 << 52) - 1.0
    return [[coordinate(body, axis) for axis in range(3)] for body in range(count)], steps


def places(bodies):
    coordinates = (body[axis] for axis in range(3) for body in bodies)
    return weighed(struct.unpack('<Q', struct.pack('<d', coordinate))[0] for coordinate in coordinates)


@kernel('nbody', bodies, places)
def nbody(given):
    bodies, steps = [list(body) for body in given[0]], given[1]
    mass = 1.0 / len(bodies)
    speeds = [[0.0, 0.0, 0.0] for _ in bodies]
    for _ in range(steps):
        for (x, y, z), speed in zip(bodies, speeds):
            ax = ay = az = 0.0
            for other_x, other_y, other_z in bodies:
                dx, dy, dz = other_x - x, other_y - y, other_z - z
                square = dx * dx + dy * dy + dz * dz + 0.0001
                pull = mass / (square * math.sqrt(square))
                ax += dx * pull
                ay += dy * pull
                az += dz * pull
            speed[0] += ax * 0.001
            speed[1] += ay * 0.001
            speed[2] += az * 0.001
        for body, speed in zip(bodies, speeds):
            for axis in range(3):
                body[axis] += speed[axis] * 0.001
    return bodies


WEIGHTS = (1, 8, 28, 56, 70, 56, 28, 8, 1)


def softened(line):
    padded = line[:1] * 4 + line + line[-1:] * 4
    return [(sum(w * v for w, v in zip(WEIGHTS, padded[i : i + 9])) + 128) >> 8 for i in range(len(line))]


def size_and_frames(arguments, text):
    width, height = map(int, arguments[0].split('x'))
    return width, height, arguments[1]


@kernel('blur', size_and_frames, picture)
def blur(given):
    width, height, frames = given
    for frame in range(frames):
        channels = []
        for channel in range(4):
            rows = []
            for row in range(height):
                line = []
                for column in range(width):
                    x, y = column + 3 * frame, row + frame
                    pattern = (x // 4) ^ (y // 4)
                    line.append((pattern * 5, pattern * 3 + y, pattern + x, 255)[channel] & 0xFF)
                rows.append(softened(line))
            channels.append([softened(list(column)) for column in zip(*rows)])
    pixels = (channels[channel][x][y] for y in range(height) for x in range(width) for channel in range(4))
    return width, height, bytes(pixels)


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
