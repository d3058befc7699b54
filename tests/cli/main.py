"""The command line with the stand-in for reading parameter files."""

from generator.cli import main
from tests.deploy import seam

seam.install()
main()
