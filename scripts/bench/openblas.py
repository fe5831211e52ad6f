"""Both programs get the OpenMP build of OpenBLAS, the better one for both."""
import glob
import os


def with_openmp_openblas():
    """The environment of a PyTorch program."""
    found = glob.glob("/usr/lib/*/openblas-openmp")
    return dict(os.environ, LD_LIBRARY_PATH=found[0] if found else "")
