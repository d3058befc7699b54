from tests.buildspec_runner import BuildProject
from tests.buildspecs.conftest import COMMIT, Machine


def test_smoke(
    machine: Machine, docker_build_project: BuildProject, unit_test_project
) -> None:
    import time

    a = time.time()
    build = machine.run(docker_build_project)
    print(build.output, time.time() - a)
    print(build.failed_phase, build.exported, build.artifact_files())
    print(machine.docker["calls"])
    a = time.time()
    build = machine.run(unit_test_project)
    print(build.output, time.time() - a)
    print(build.failed_phase, build.exported, build.artifact_files(), build.reports)
    assert False
