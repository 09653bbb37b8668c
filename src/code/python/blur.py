WEIGHTS = (1, 8, 28, 56, 70, 56, 28, 8, 1)


def softened(line):
    """A line of which each value is mixed with its neighbours."""
    padded = line[:1] * 4 + line + line[-1:] * 4
    return [(sum(w * v for w, v in zip(WEIGHTS, padded[i : i + 9])) + 128) >> 8 for i in range(len(line))]


def blur(width, height, frames=1):
    """Makes frames of a pattern that moves, and blurs each: the last one's width, height and pixels."""
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
