# needs: splitmix64, weighed

def matrices(size):
    """Two matrices of small whole numbers."""
    entry = lambda seed, row, column: (splitmix64(seed, row * size + column) >> 60) - 8
    return [[[entry(seed, i, j) for j in range(size)] for i in range(size)] for seed in (0x6D617461, 0x6D617462)]


def multiply(left, right):
    """The product of two matrices, in loops: the standard library has no better. NumPy writes `left @ right`."""
    size = len(left)
    product = [[0] * size for _ in range(size)]
    for i in range(size):
        for j in range(size):
            total = 0
            for k in range(size):
                total += left[i][k] * right[k][j]
            product[i][j] = total
    return product


def matmul(size):
    """Multiplies two matrices; comes to the sum of the product, each entry times its place."""
    return weighed(entry for row in multiply(*matrices(size)) for entry in row)
