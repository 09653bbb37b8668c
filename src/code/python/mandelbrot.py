import math
import struct

PALETTE = [(8, 16, 64), (24, 82, 177), (140, 200, 240), (250, 244, 220), (250, 170, 40), (120, 30, 50)]


def colour(iterations, distance):
    """The colour of a point that was so far out after so many iterations."""
    if distance < 65536.0:
        return bytes((6, 6, 18, 255))
    bits = struct.unpack('<Q', struct.pack('<d', distance))[0]
    log = min(max((bits >> 36) - (1023 << 16), 16 << 16), (32 << 16) - 1)
    smooth = (iterations + 1) * 256 - ((log >> 12) & 0xFF)
    stop, part = divmod(math.isqrt(max(smooth - 4 * 256, 0) * 256), 256)
    start, end = PALETTE[stop % 6], PALETTE[(stop + 1) % 6]
    return bytes([(a * (256 - part) + b * part) // 256 for a, b in zip(start, end)] + [255])


def mandelbrot(size):
    """Computes a picture of the Mandelbrot set: its width, its height and its pixels."""
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
