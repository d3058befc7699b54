"""What the house rules add to a lint of our own template.

Run `python -m tests.benchmarks.house_rules [ROUNDS]` in a checkout. Prints the
CPU seconds of cfn-lint's own rules, of these with the house rules, and the ratio
of the two, which can be compared between machines; it should stay below 1.3.
"""

import gc
import sys
import time
from pathlib import Path
from statistics import median

from cfnlint.config import ConfigMixIn
from cfnlint.rules import Rules
from cfnlint.runner.template import run_template_by_file_path

import generator.rules

TEMPLATE = Path(__file__).parents[2] / "templates_out" / "pipeline.yaml"


def cpu(rules: Rules, config: ConfigMixIn) -> float:
    """Seconds of one warm lint."""
    began = time.process_time()
    list(run_template_by_file_path(str(TEMPLATE), config, rules, False))
    return time.process_time() - began


def main(rounds: int) -> None:
    # As `build` does.
    gc.disable()
    config = ConfigMixIn(regions=["us-east-2"])
    own = Rules.create_from_directory(config.append_rules[0])
    house = Rules.create_from_directory(str(Path(generator.rules.__file__).parent))
    both = Rules({**own, **house})
    for rules in (own, both):
        cpu(rules, config)
    pairs = [(cpu(own, config), cpu(both, config)) for _ in range(rounds)]
    print(f"{len(own)} rules of cfn-lint  {median(a for a, _ in pairs):.2f} s")
    print(f"and {len(house)} house rules   {median(b for _, b in pairs):.2f} s")
    print(f"ratio                   {median(b / a for a, b in pairs):.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
