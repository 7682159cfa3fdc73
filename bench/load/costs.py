"""Where a recording of the JDK's flight recorder says that the CPU's time went, by room, as a Markdown table.

Usage: jfr print --events jdk.ExecutionSample --stack-depth 64 FILE.jfr | python3 bench/load/costs.py
A sample counts for the innermost frame that belongs to one of the rooms below.
"""

import collections
import re
import sys

ROOMS = [
    ("the engine", r"dev\.parley\.optimizer"),
    ("histories", r"dev\.parley\.trial\.(HistoryCache|StoredConfigurations)"),
    ("JDBC driver", r"org\.postgresql"),
    ("connection pool", r"com\.zaxxer"),
    ("Hibernate", r"org\.hibernate"),
    ("Spring's JDBC, data and transactions", r"org\.springframework\.(jdbc|data|orm|transaction|dao)"),
    ("JSON", r"tools\.jackson"),
    ("metrics", r"io\.micrometer"),
    ("Spring MVC and its filters", r"org\.springframework"),
    ("Tomcat", r"org\.apache\.(tomcat|coyote|catalina)"),
    ("the rest of Parley", r"dev\.parley"),
]


def room(frames):
    for frame in frames:
        for name, pattern in ROOMS:
            if re.match(pattern, frame):
                return name
    return "the JDK by itself"


def main():
    counts = collections.Counter()
    for sample in re.split(r"jdk\.ExecutionSample \{", sys.stdin.read())[1:]:
        stack = sample.partition("stackTrace = [")[2].partition("]\n")[0]
        frames = [line.strip() for line in stack.splitlines() if line.strip()]
        if frames:
            counts[room(frames)] += 1
    total = sum(counts.values())
    print(f"| where | share of {total} samples |\n| --- | --- |")
    for name, count in counts.most_common():
        print(f"| {name} | {100 * count / total:.0f} % |")


if __name__ == "__main__":
    main()
