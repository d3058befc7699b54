
# Maven, where there is a pom.xml, or Gradle.
export GRADLE=
if [ ! -f pom.xml ]; then
  [ "$(find . -maxdepth 1 -name '*.gradle' -o -maxdepth 1 -name '*.gradle.kts')" ] ||
    fail "the folder $SERVICE_PATH has no pom.xml and no build.gradle: these are the tests of a" \
      "project of Maven or Gradle"
  [ -f gradlew ] ||
    fail "the folder $SERVICE_PATH has no gradlew, which says which Gradle: commit what" \
      "gradle wrapper makes"
  grep -qs '^distributionSha256Sum=' gradle/wrapper/gradle-wrapper.properties ||
    echo "NOTE: gradle-wrapper.properties has no distributionSha256Sum: any Gradle is taken for it"
  # Whatever the build says of it: what is compiled, tested and run is what was locked
  # (Gradle's user guide, "Locking Versions"). JaCoCo writes XML, where it is applied.
  cat > "$WORK/service.gradle" <<'END'
if (GradleVersion.current() < GradleVersion.version('7.0')) {
  throw new GradleException("SERVICE: ${GradleVersion.current()} has no gradle.lockfile: take 7.0")
}
def classpaths = ['compile', 'runtime', 'testCompile', 'testRuntime'].collect { it + 'Classpath' }
allprojects {
  configurations.matching { it.name in classpaths }.all {
    resolutionStrategy.activateDependencyLocking()
  }
  tasks.create('serviceLocked') {
    doLast {
      def found = classpaths.findAll { name -> project.configurations.findByName(name) }
      def lock = project.file('gradle.lockfile')
      def lines = lock.exists() ? lock.readLines().findAll { it.contains('=') } : []
      def locked = lines.collectMany { it.substring(it.indexOf('=') + 1).split(',') as List }
      found.each { name ->
        if (!(name in locked)) {
          throw new GradleException("SERVICE: ${rootProject.relativePath(lock)} does not lock $name:" +
            ' set dependencyLocking { lockAllConfigurations() }, commit what' +
            ' gradlew dependencies --write-locks makes')
        }
        project.configurations.getByName(name).resolve()
      }
    }
  }
}
gradle.projectsEvaluated {
  def linters = []
  rootProject.allprojects.each { project ->
    linters += project.tasks.findAll { it.name ==~ /(checkstyle|pmd|spotbugs)[A-Z]\w*|spotlessCheck/ }
    project.tasks.withType(JacocoReport) { reports.xml.required = true }
    def report = project.tasks.findByName('jacocoTestReport')
    if (report) { project.tasks.getByName('test').finalizedBy(report) }
  }
  rootProject.tasks.create('serviceLint') {
    dependsOn linters
    if (!linters) {
      doLast { println 'the build applies no checkstyle, pmd, spotbugs or spotless: not linted' }
    }
  }
}
END
  GRADLE="sh ./gradlew --no-daemon --console=plain --init-script $WORK/service.gradle"
  # Tasks that are not the service's know nothing of its cache.
  GRADLE="$GRADLE -Dorg.gradle.configuration-cache=false"
  if ! $GRADLE serviceLocked testClasses 2>&1 | tee "$log"; then
    said=$(grep -om 1 'SERVICE: .*' "$log" || true)
    [ ! "$said" ] || fail "${said#SERVICE: }"
    # Gradle's words for a lock file that does not fit.
    ! grep -qi 'lock state' "$log" ||
      fail "gradle.lockfile does not fit the build: run gradlew dependencies --write-locks"
    fail "the service does not compile, or a dependency is not to be had (gradlew testClasses)"
  fi
else
  # Maven has no lock file: each version in pom.xml is exactly one, or builds differ.
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
fi
