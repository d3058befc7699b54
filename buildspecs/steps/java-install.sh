
# Maven has no lock file: each version in pom.xml is exactly one, or builds differ.
[ -f pom.xml ] || fail "the folder $SERVICE_PATH has no pom.xml: these are the tests of a Maven project"
python3 - <<'END'
import pathlib, re, sys
from xml.etree import ElementTree

for pom in sorted(pathlib.Path().rglob("pom.xml")):
    try:
        root = ElementTree.parse(pom).getroot()
    except ElementTree.ParseError as error:
        sys.exit(f"ERROR: {pom} is not XML: {error}")
    for kind in ("parent", "dependency", "plugin", "extension"):
        for each in root.findall(f".//{{*}}{kind}"):
            name, version = (each.findtext("{*}" + key, "") for key in ("artifactId", "version"))
            if re.fullmatch(r"\s*([\[(].*|LATEST|RELEASE|.*-SNAPSHOT)\s*", version):
                sys.exit(f"ERROR: {pom} has {name} {version.strip()}: write exactly one version")
END
mvn=mvn
[ ! -f mvnw ] || mvn="sh ./mvnw"
export MVN="$mvn -B -ntp -Dstyle.color=never"
# Maven may end with a colour that it takes back, and no end of line.
$MVN test-compile || { echo; fail "the service does not compile, or a dependency is not to be had (mvn test-compile)"; }
