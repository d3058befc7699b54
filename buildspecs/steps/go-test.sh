
# The tests. What Go says of them is shown, and told in the forms that CodeBuild reads.
cat > "$WORK/reports.py" <<'END'
import collections, json, pathlib, re, sys
from xml.etree import ElementTree

out = pathlib.Path(sys.argv[1])
suite, printed = ElementTree.Element("testsuite", name="unit-tests"), collections.defaultdict(str)
cases, failed = 0, set()
for line in sys.stdin:
    try:
        event = json.loads(line)
        package, name, action = event.get("Package", ""), event.get("Test", ""), event["Action"]
    except (ValueError, KeyError, TypeError, AttributeError):
        print(line, end="", flush=True)
        continue
    text = event.get("Output", "")
    # What XML cannot hold.
    printed[package, name] += re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd]", "?", text)
    print(text, end="", flush=True)
    cases += bool(name) and action in ("pass", "fail", "skip")
    # A package fails without a test of its own when it does not compile, or panics.
    if action in ("pass", "fail", "skip") and (name or action == "fail" and package not in failed):
        failed |= {package} if action == "fail" else set()
        case = ElementTree.SubElement(suite, "testcase", classname=package, name=name or "package",
                                      time=str(event.get("Elapsed", 0)))
        if action != "pass":
            kind = {"fail": "failure", "skip": "skipped"}[action]
            ElementTree.SubElement(case, kind).text = printed[package, name]
ElementTree.ElementTree(suite).write(out / "junit.xml")
(out / "cases").write_text(str(cases))
END
cat > "$WORK/coverage.py" <<'END'
import collections, pathlib, sys
from xml.etree import ElementTree

profile, out = map(pathlib.Path, sys.argv[1:])
# Each line of a profile: file:line.column,line.column statements count
hits = collections.defaultdict(dict)
for line in profile.read_text().splitlines()[1:]:
    place, _, count = line.rsplit(" ", 2)
    file, _, span = place.rpartition(":")
    first, last = (int(end.partition(".")[0]) for end in span.split(","))
    for number in range(first, last + 1):
        hits[file][number] = max(int(count), hits[file].get(number, 0))
counts = [count for lines in hits.values() for count in lines.values()]
covered = sum(count > 0 for count in counts)
rate = str(covered / len(counts) if counts else 0)
root = ElementTree.Element("coverage", {
    "line-rate": rate, "branch-rate": "0", "lines-covered": str(covered),
    "lines-valid": str(len(counts)), "version": "1", "timestamp": "0"})
package = ElementTree.SubElement(ElementTree.SubElement(root, "packages"), "package",
                                 {"name": ".", "line-rate": rate, "branch-rate": "0"})
classes = ElementTree.SubElement(package, "classes")
for file, lines in sorted(hits.items()):
    part = str(sum(count > 0 for count in lines.values()) / len(lines))
    one = ElementTree.SubElement(classes, "class", {
        "name": file, "filename": file, "line-rate": part, "branch-rate": "0"})
    each = ElementTree.SubElement(one, "lines")
    for number, count in sorted(lines.items()):
        ElementTree.SubElement(each, "line", number=str(number), hits=str(count))
ElementTree.ElementTree(root).write(out / "coverage.xml")
END
failures=0
go test -json "-coverprofile=$WORK/profile" ./... 2>&1 | python3 "$WORK/reports.py" "$OUT" || failures=1
[ ! -f "$WORK/profile" ] || python3 "$WORK/coverage.py" "$WORK/profile" "$OUT"
cases=$(cat "$OUT/cases")
rm "$OUT/cases"
