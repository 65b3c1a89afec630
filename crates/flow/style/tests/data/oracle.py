"""Writes oracle.json: what scikit-learn, scipy and numpy say of made-up trials."""

import json

import numpy as np
import scipy
import sklearn
from scipy.interpolate import interp1d
from scipy.optimize import brentq
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import roc_auc_score, roc_curve

rng = np.random.default_rng(20261125)


def case(name, same, different):
    same, different = np.round(same, 3), np.round(different, 3)
    y = np.r_[np.ones(len(same)), np.zeros(len(different))]
    x = np.r_[same, different]
    fpr, tpr, _ = roc_curve(y, x, drop_intermediate=False)
    eer = brentq(lambda r: 1 - r - interp1d(fpr, tpr)(r), 0, 1)
    ln2 = np.log(2)
    cllr = (np.logaddexp(0, -same * ln2).mean() + np.logaddexp(0, different * ln2).mean()) / ln2 / 2
    order = rng.permutation(len(x))
    fitted = IsotonicRegression().fit(x, y).predict(x)
    return {
        "name": name,
        "same": same.tolist(),
        "different": different.tolist(),
        "equal_error_rate": float(eer),
        "true_positives_at_1_percent": float(tpr[fpr <= 0.01].max()),
        "true_positives_at_10_percent": float(tpr[fpr <= 0.1].max()),
        "area": float(roc_auc_score(y, x)),
        "cllr": float(cllr),
        "points": [[float(x[i]), float(y[i])] for i in order],
        "isotonic": [float(fitted[i]) for i in order],
    }


cases = [
    case("apart", rng.normal(2, 1, 60), rng.normal(-2, 1, 300)),
    case("mixed", rng.normal(0.7, 1, 150), rng.normal(-0.7, 1, 150)),
    case("coarse, many ties", np.round(rng.normal(1, 1, 80)), np.round(rng.normal(0, 1, 200))),
    case("upside down", rng.normal(-1, 1, 40), rng.normal(1, 1, 40)),
    case("one each", np.array([1.0]), np.array([0.0])),
    case("large", rng.normal(300, 400, 50), rng.normal(-300, 400, 90)),
]
made = f"scikit-learn {sklearn.__version__}, scipy {scipy.__version__}, numpy {np.__version__}"
with open("oracle.json", "w") as out:
    json.dump({"made_by": made, "cases": cases}, out)
