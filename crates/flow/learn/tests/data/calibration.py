"""What scikit-learn and scipy say of the same forecasts. Run once; its output is calibration.json
beside it.

    pip install scipy scikit-learn
    python calibration.py > calibration.json
"""

import json

import numpy
import scipy
import sklearn
from scipy.optimize import minimize
from sklearn.calibration import calibration_curve
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss

rng = numpy.random.default_rng(20261126)


def bent(n, slope):
    """Forecasts whose log-odds should have been multiplied."""
    z = rng.normal(-1.0, 1.5, n)
    return scipy.special.expit(z), rng.random(n) < scipy.special.expit(slope * z)


cases = []
for n, bins, slope in [(500, 10, 1.0), (1000, 10, 2.0), (300, 15, 0.5)]:
    p, y = bent(n, slope)
    # n is a multiple of bins, so equal-mass bins are the same by quantile and by count.
    seen, said = calibration_curve(y, p, n_bins=bins, strategy="quantile")
    cases.append({
        "bins": bins, "p": p.tolist(), "y": y.tolist(),
        "observed": seen.tolist(), "forecast": said.tolist(),
        "error": float(numpy.abs(seen - said).mean()),
        "reliability": float(((seen - said) ** 2).mean()),
        "resolution": float(((seen - y.mean()) ** 2).mean()),
        "brier": brier_score_loss(y, p),
    })

# The line through the log-odds of held-out forecasts: scikit-learn's for words that are never
# wrong and a prior so wide that it is none, scipy's for both priors and words that may be wrong.
z = rng.normal(-1.0, 1.5, 400)
y = rng.random(400) < scipy.special.expit(0.3 + 1.8 * z)
free = LogisticRegression(C=1e12, tol=1e-12, max_iter=10000, solver="newton-cholesky")
free.fit(z[:, None], y)
lines = [{"wrong": 0.0, "slope": 1.0, "slope_spread": 1e3, "shift_spread": 1e3,
          "shift": free.intercept_[0], "learned": free.coef_[0, 0]}]
for wrong in (0.1, 0.2):
    t = numpy.where(y, 1 - wrong, wrong)

    def loss(w):
        s = scipy.special.expit(w[0] + w[1] * z)
        like = t * s + (1 - t) * (1 - s)
        return 0.5 * (w[0] / 0.3) ** 2 + 0.5 * ((w[1] - 1.4) / 0.8) ** 2 - numpy.log(like).sum()

    w = minimize(loss, [0.0, 1.4], method="BFGS", options={"gtol": 1e-10}).x
    w = minimize(loss, w, method="Nelder-Mead", options={"xatol": 1e-11, "fatol": 1e-13}).x
    lines.append({"wrong": wrong, "slope": 1.4, "slope_spread": 0.8, "shift_spread": 0.3,
                  "shift": w[0], "learned": w[1]})

json.dump({
    "scipy": scipy.__version__, "scikit-learn": sklearn.__version__,
    "numpy": numpy.__version__, "cases": cases,
    "lines": {"log_odds": z.tolist(), "pursue": y.tolist(), "fits": lines},
}, __import__("sys").stdout)
