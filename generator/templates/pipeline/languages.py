"""The languages of services: what differs between the templates of pipelines.

One row is one template. All else is the same: the tests alone know a language, the
image's build and everything after it know an image.
"""

from dataclasses import dataclass

from generator.buildspec_format import BUILD_IMAGE
from generator.runtimes import RUNTIMES


@dataclass(frozen=True)
class Language:
    """What a service is written in.

    `template` is the template's name, `title` what people call the language.
    `runtime` is CodeBuild's word for it, `first` the oldest version of it that an
    operator may choose, `default` the one that is taken without a word.
    `parameter` and `variable` are where the version stands in the stack and in the
    build; `note` is added to the parameter's description.
    """

    template: str
    title: str
    runtime: str
    first: str
    default: str
    parameter: str
    variable: str
    buildspec: str
    note: str = ""

    @property
    def versions(self) -> tuple[str, ...]:
        """What an operator may choose: what the build image has, from `first` on."""
        there = RUNTIMES[BUILD_IMAGE][self.runtime]
        return there[there.index(self.first) :]


# Why the oldest are the oldest: nodejs 18 was there from the beginning on; the others
# get security fixes still (devguide.python.org/versions, the Corretto support calendar,
# .NET's support policy; of Go the last two releases do, go.dev/doc/devel/release).
NODE = Language(
    template="pipeline",
    title="Node.js",
    runtime="nodejs",
    first="18",
    default="22",
    parameter="NodeVersion",
    variable="NODE_VERSION",
    buildspec="buildspec-test.yml",
    note="; 18 gets no security fixes any more",
)
PYTHON = Language(
    template="pipeline-python",
    title="Python",
    runtime="python",
    first="3.10",
    default="3.13",
    parameter="PythonVersion",
    variable="PYTHON_VERSION",
    buildspec="buildspec-test-python.yml",
)
JAVA = Language(
    template="pipeline-java",
    title="Java",
    runtime="java",
    first="corretto8",
    default="corretto21",
    parameter="JavaVersion",
    variable="JAVA_VERSION",
    buildspec="buildspec-test-java.yml",
)
GO = Language(
    template="pipeline-go",
    title="Go",
    runtime="golang",
    first="1.24",
    default="1.26",
    parameter="GoVersion",
    variable="GO_VERSION",
    buildspec="buildspec-test-go.yml",
    note="; only the last two releases of Go get security fixes",
)
DOTNET = Language(
    template="pipeline-dotnet",
    title=".NET",
    runtime="dotnet",
    first="8.0",
    default="10.0",
    parameter="DotnetVersion",
    variable="DOTNET_VERSION",
    buildspec="buildspec-test-dotnet.yml",
    note="; 8.0 gets security fixes until November 2026",
)
LANGUAGES = (NODE, PYTHON, JAVA, GO, DOTNET)
