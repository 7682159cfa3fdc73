"""A trial: trains a logistic regression in pure Python to tell wines apart, and prints its metrics as Katib reads them."""

import argparse
import csv
import math
import pathlib
import random
import statistics

WINE = pathlib.Path(__file__).resolve().parent.parent / "python" / "wine.csv"


def data(scaling):
    """Features and kinds of the wines, in an order that is always the same."""
    with WINE.open() as lines:
        rows = [[float(cell) for cell in row] for row in list(csv.reader(lines))[1:]]
    random.Random(1).shuffle(rows)
    columns = list(zip(*(row[:-1] for row in rows)))
    scaled = []
    for column in columns:
        middle = statistics.mean(column)
        width = statistics.pstdev(column) if scaling == "deviation" else 1
        scaled.append([(value - middle) / width for value in column])
    return [list(row) + [1.0] for row in zip(*scaled)], [int(row[-1]) for row in rows]


def probabilities(weights, features):
    scores = [sum(w * x for w, x in zip(row, features)) for row in weights]
    highest = max(scores)
    exponents = [math.exp(score - highest) for score in scores]
    return [exponent / sum(exponents) for exponent in exponents]


def train(arguments, features, kinds):
    classes = sorted(set(kinds))
    weights = [[0.0] * len(features[0]) for _ in classes]
    speed = [[0.0] * len(features[0]) for _ in classes]
    order = list(range(len(features)))
    for epoch in range(arguments.epochs):
        random.Random(epoch).shuffle(order)
        for start in range(0, len(order), arguments.batch):
            batch = order[start : start + arguments.batch]
            found = [probabilities(weights, features[i]) for i in batch]
            for k, kind in enumerate(classes):
                for j in range(len(features[0])):
                    slope = sum((p[k] - (kinds[i] == kind)) * features[i][j] for i, p in zip(batch, found)) / len(batch)
                    speed[k][j] = arguments.momentum * speed[k][j] - arguments.lr * slope
                    weights[k][j] += speed[k][j]
    return classes, weights


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float, required=True)
    parser.add_argument("--momentum", type=float, required=True)
    parser.add_argument("--epochs", type=int, required=True)
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--scaling", choices=["none", "deviation"], required=True)
    arguments = parser.parse_args()
    features, kinds = data(arguments.scaling)
    cut = len(features) * 2 // 3
    classes, weights = train(arguments, features[:cut], kinds[:cut])
    right, loss = 0, 0.0
    for row, kind in zip(features[cut:], kinds[cut:]):
        found = probabilities(weights, row)
        right += classes[found.index(max(found))] == kind
        loss -= math.log(max(found[classes.index(kind)], 1e-12))
    held = len(features) - cut
    print(f"accuracy={right / held:.4f}")
    print(f"loss={loss / held:.4f}")


if __name__ == "__main__":
    main()
