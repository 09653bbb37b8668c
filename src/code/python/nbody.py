import math
import struct
# needs: splitmix64, weighed

def random_bodies(count):
    """The places of so many bodies."""
    coordinate = lambda body, axis: (splitmix64(0x6E626F64, 3 * body + axis) >> 11) / (1 << 52) - 1.0
    return [[coordinate(body, axis) for axis in range(3)] for body in range(count)]


def simulate(bodies, steps):
    """Has bodies of like mass attract each other, step by step."""
    bodies = [list(body) for body in bodies]
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


def nbody(count, steps):
    """Simulates bodies that attract each other; comes to the sum of their places, bit by bit."""
    bodies = simulate(random_bodies(count), steps)
    coordinates = (body[axis] for axis in range(3) for body in bodies)
    return weighed(struct.unpack('<Q', struct.pack('<d', coordinate))[0] for coordinate in coordinates)
