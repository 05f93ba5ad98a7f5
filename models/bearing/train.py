"""Fit the model again: python models/bearing/train.py (needs the installed encoder; about five seconds).

Writes weights.json beside this file and prints the figures of README.md.
"""

import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from skillmap.matching import make_encoder
from skillmap.matching.bearing import THRESHOLD

FOLDER = Path(__file__).parent
DIGITS = 6


def lines(name: str) -> list[str]:
    return (FOLDER / "sentences" / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def interval(wrong: int, of: int) -> str:
    """Wilson score interval at 95 %."""
    z = 1.96
    rate = wrong / of
    centre = (rate + z**2 / (2 * of)) / (1 + z**2 / of)
    half = z * ((rate * (1 - rate) / of + z**2 / (4 * of**2)) ** 0.5) / (1 + z**2 / of)
    return f"{wrong} of {of}, {rate:.1%} [{centre - half:.1%}, {centre + half:.1%}]"


encoder = make_encoder("minilm")
yes, no = lines("yes"), lines("no")
model = LogisticRegression(C=1.0, max_iter=3000)
model.fit(encoder.encode(yes + no), np.r_[np.ones(len(yes)), np.zeros(len(no))])
weights = {
    "encoder": encoder.fingerprint,
    "intercept": round(float(model.intercept_[0]), DIGITS),
    "coefficients": [round(float(value), DIGITS) for value in model.coef_[0]],
}
(FOLDER / "weights.json").write_text(json.dumps(weights) + "\n", encoding="utf-8")

chance_yes = model.predict_proba(encoder.encode(lines("check-yes")))[:, 1]
chance_no = model.predict_proba(encoder.encode(lines("check-no")))[:, 1]
print("skill statements taken for remarks:", interval(int((chance_yes < THRESHOLD).sum()), len(chance_yes)))
print("remarks taken for skill statements:", interval(int((chance_no >= THRESHOLD).sum()), len(chance_no)))
