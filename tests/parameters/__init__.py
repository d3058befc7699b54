"""Tests of the parameter files, on a small project made for each."""
