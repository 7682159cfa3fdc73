"""Writes Parley's table of Sobol direction numbers, from SciPy's copy of new-joe-kuo-6.

Run from the root of the repository, with SciPy 1.17:

    python bench/reference/sobol_direction_numbers.py \
        > src/main/resources/dev/parley/optimizer/sobol/direction-numbers.txt

The numbers: S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better two-dimensional projections",
SIAM J. Sci. Comput. 30, 2635-2654 (2008).
"""

from importlib.resources import files

import numpy as np

DIMENSIONS = 1000

HEADER = """\
# Direction numbers new-joe-kuo-6, dimensions 2 to 1000, of
# S. Joe and F. Y. Kuo, Constructing Sobol sequences with better two-dimensional projections,
# SIAM J. Sci. Comput. 30, 2635-2654 (2008).
# A line a dimension: d, the degree s of its primitive polynomial, the polynomial's inner coefficients a, and m_1 to m_s.
"""


def main():
    table = np.load(files("scipy.stats") / "_sobol_direction_numbers.npz")
    print(HEADER, end="")
    for d in range(2, DIMENSIONS + 1):
        polynomial = int(table["poly"][d - 1])
        s = polynomial.bit_length() - 1
        a = (polynomial >> 1) & ((1 << (s - 1)) - 1)
        m = table["vinit"][d - 1][:s]
        print(d, s, a, *m)


if __name__ == "__main__":
    main()
