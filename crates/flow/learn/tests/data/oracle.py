"""What scipy, scikit-learn and statsmodels say of the same problems. Run once; its output is
oracle.json beside it.

    pip install scipy scikit-learn statsmodels
    python oracle.py > oracle.json
"""

import json

import numpy
import scipy
import sklearn
import statsmodels
from scipy import stats
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from statsmodels.stats.multitest import multipletests

rng = numpy.random.default_rng(20261125)
LN2 = numpy.log(2)


def problem(n, d, wrong):
    """Reasons of n leads in bits, half of them labelled."""
    bits = rng.uniform(0.1, 4.0, (n, d)) * (rng.random((n, d)) < 0.4)
    sign = numpy.where(numpy.arange(d) % 3 == 2, -1.0, 1.0)
    bits = numpy.float32(bits).astype(float) * sign
    x = numpy.hstack([numpy.ones((n, 1)), bits * LN2])
    true = numpy.concatenate([[-2.0], rng.normal(1.0, 0.6, d)])
    y = rng.random(n) < scipy.special.expit(x @ true)
    y ^= rng.random(n) < wrong
    return bits, x, y


def prior(d, settings):
    cov = numpy.zeros((d + 1, d + 1))
    cov[0, 0] = settings["base_spread"] ** 2
    cov[1:, 1:] = settings["shared_spread"] ** 2
    cov[1:, 1:] += numpy.eye(d) * settings["spread"] ** 2
    mean = numpy.ones(d + 1)
    moderate = lambda b: scipy.special.expit(
        (b + x_all @ mean - mean[0])
        / numpy.sqrt(1 + numpy.pi * numpy.einsum("ij,jk,ik->i", x_all, cov, x_all) / 8)
    ).mean()
    mean[0] = scipy.optimize.brentq(
        lambda b: moderate(b) - settings["base_rate"], -500, 500, xtol=1e-13
    )
    return mean, cov


def laplace(x, t, mean, cov):
    """Mode of the posterior by BFGS and then trust-exact, covariance from the information
    of labels that are never wrong, times (2t - 1)^2 (for t of 0 and 1 that is the Hessian)."""
    precision = numpy.linalg.inv(cov)
    expit = scipy.special.expit

    def loss(w):
        s = expit(x @ w)
        like = t * s + (1 - t) * (1 - s)
        return 0.5 * (w - mean) @ precision @ (w - mean) - numpy.log(like).sum()

    def slope(w):
        s = expit(x @ w)
        like = t * s + (1 - t) * (1 - s)
        return precision @ (w - mean) - x.T @ ((2 * t - 1) * s * (1 - s) / like)

    def curve(w, bound=False):
        s = expit(x @ w)
        q = t * s / (t * s + (1 - t) * (1 - s))
        info = s * (1 - s) - q * (1 - q)
        if bound:
            info = (2 * t - 1) ** 2 * s * (1 - s)
        return precision + (x * info[:, None]).T @ x

    found = minimize(loss, mean, jac=slope, method="BFGS", options={"gtol": 1e-9})
    found = minimize(loss, found.x, jac=slope, hess=curve, method="trust-exact",
                     options={"gtol": 1e-11})
    return found.x, numpy.linalg.inv(curve(found.x, bound=True))


fits = []
for n, d, wrong, error in [(60, 6, 0.0, 0.0), (200, 12, 0.1, 0.1), (400, 20, 0.1, 0.05)]:
    settings = {"base_rate": 0.2, "base_spread": 1.5, "shared_spread": 0.3, "spread": 0.4}
    bits, x_all, y = problem(n, d, wrong)
    mean, cov = prior(d, settings)
    seen = n // 2
    t = numpy.where(y[:seen], 1 - error, error)
    mode, covariance = laplace(x_all[:seen], t, mean, cov)
    fits.append({
        "settings": settings, "error": error, "bits": bits.tolist(),
        "pursue": y[:seen].tolist(), "prior_intercept": mean[0],
        "mode": mode.tolist(), "covariance": covariance.tolist(),
    })

# scikit-learn: numbers instead of reasons, N(0, 1) on each weight, an intercept that is free.
values = rng.normal(0, 1, (150, 8))
values = (values - values.mean(0)) / values.std(0)
y = rng.random(150) < scipy.special.expit(values @ rng.normal(0, 1, 8) - 0.5)
ridge = LogisticRegression(C=1.0, tol=1e-12, max_iter=10000, solver="newton-cholesky")
ridge.fit(values, y)

counts = [(0, 10), (1, 10), (10, 10), (3, 47), (250, 400), (1, 5000), (4999, 5000), (12, 12000)]
exact = [
    {"k": k, "n": n, "confidence": c,
     "low": stats.binomtest(k, n).proportion_ci(c, "exact").low,
     "high": stats.binomtest(k, n).proportion_ci(c, "exact").high}
    for k, n in counts for c in (0.9, 0.95)
]
tables = [(3, 10, 1, 12), (0, 5, 5, 5), (8, 20, 80, 200), (2, 300, 30, 900), (7, 7, 0, 9), (1, 1, 1, 2)]
fisher = [
    {"a": a, "n": n, "b": b, "m": m,
     "p": stats.fisher_exact([[a, n - a], [b, m - b]]).pvalue}
    for a, n, b, m in tables
]
p = rng.random(30) ** 2

json.dump({
    "scipy": scipy.__version__, "scikit-learn": sklearn.__version__,
    "statsmodels": statsmodels.__version__, "numpy": numpy.__version__,
    "fits": fits,
    "ridge": {"values": values.tolist(), "pursue": y.tolist(),
              "weights": ridge.coef_[0].tolist(), "intercept": ridge.intercept_[0]},
    "clopper_pearson": exact, "fisher": fisher,
    "q": {"p": p.tolist(), "q": multipletests(p, method="fdr_bh")[1].tolist()},
}, __import__("sys").stdout)
