"""Oracle of price shifts and of online changes: numpy and scipy, run once. Output in tests/data."""
import numpy as np, scipy, sys
from scipy import stats, special
out = sys.argv[1]
rng = np.random.default_rng(20261126)
lines = lambda v: ",".join(repr(float(x)) for x in v)

def signed_rank(d):
    """z of Wilcoxon's signed ranks with Pratt's zeros, from ranks (no continuity correction)."""
    r = stats.rankdata(np.round(np.abs(d), 9)); s = np.where(np.abs(d) < 1e-9, 0, np.sign(d))
    return float((s * r).sum() / np.sqrt((np.abs(s) * r**2).sum()))

with open(out + "/shifts.tsv", "w") as f:
    f.write(f"# scipy {scipy.__version__}: wilcoxon(zero_method='pratt', correction=False, method='asymptotic').zstatistic, differences. mannwhitneyu(method='asymptotic', use_continuity=False) as z, old, new. Written by oracle_shift.py.\n")
    for n in [5, 9, 20, 40]:
        d = np.round(rng.normal(0.05, 0.1, n), 2)
        w = stats.wilcoxon(d, zero_method="pratt", correction=False, method="asymptotic")
        z = abs(float(w.zstatistic)) * np.sign(signed_rank(d))
        f.write(f"wilcoxon\t{float(z)!r}\t{lines(d)}\n"); print(n, z, signed_rank(d))
    for a, b in [(3, 4), (8, 5), (20, 30)]:
        x, y = np.round(rng.normal(5, .3, a), 1), np.round(rng.normal(5.2, .3, b), 1)
        u = stats.mannwhitneyu(y, x, method="asymptotic", use_continuity=False, alternative="two-sided")
        z = stats.norm.isf(u.pvalue / 2) * np.sign(u.statistic - a * b / 2)
        f.write(f"mannwhitney\t{float(z)!r}\t{lines(x)}\t{lines(y)}\n")
    # Exact p-values at one week.
    d = np.array([.031, .052, -.011, .083, .074, .095, .046, .117, .128, .139, .150, -.002])
    f.write(f"signs exact p\t{float(stats.wilcoxon(d, method='exact').pvalue)!r}\t{lines(d)}\n")
    x = np.array([5.01, 5.12, 4.83, 4.94, 5.25, 4.76, 5.07, 4.98]); y = np.array([5.31, 5.42, 5.03, 5.54, 5.35, 5.16, 5.67])
    f.write(f"sums exact p\t{float(stats.mannwhitneyu(y, x, method='exact').pvalue)!r}\t{lines(x)}\t{lines(y)}\n")

import ruptures
with open(out + "/rank_changes.tsv", "w") as f:
    f.write(f"# ruptures {ruptures.__version__}: Binseg(model='rank', min_size=3, jump=1).predict(n_bkps=1)[0], log prices of one newcomer a week. Written by oracle_shift.py.\n")
    for n, at, by in [(12, 6, .5), (30, 22, .5), (52, 40, .3), (52, 20, -.4), (52, 30, 0.)]:
        x = np.round(rng.normal(5, .25, n) + by * (np.arange(n) >= at), 3)
        got = ruptures.Binseg(model="rank", min_size=3, jump=1).fit(x.reshape(-1, 1)).predict(n_bkps=1)[0]
        f.write(f"{got}\t{lines(x)}\n"); print(n, at, got)

from bayesian_changepoint_detection.online_changepoint_detection import online_changepoint_detection

class GammaPoisson:
    """Predictive of counts with a Gamma(shape, rate) rate per exposure, for the package's recursion."""
    def __init__(self, shape, rate, exposure):
        self.a0, self.b0, self.a, self.b, self.e, self.t = shape, rate, np.array([shape]), np.array([rate]), exposure, 0
    def pdf(self, x):
        e = self.e[self.t]
        return stats.nbinom.pmf(x, self.a, self.b / (self.b + e)) if e > 0 else np.ones(len(self.a))
    def update_theta(self, x):
        self.a = np.concatenate(([self.a0], self.a + x)); self.b = np.concatenate(([self.b0], self.b + self.e[self.t])); self.t += 1

def online(c, e, prior, shape=.5):
    """Run lengths in buckets, this one included: the package's r, which it gives after each datum
    and which is 0 if a change comes before the next one, given that it is not 0."""
    c, e = np.array(c, float), np.array(e, float)
    h = 1 - (1 - prior) ** (1 / (len(c) - 1))
    R, _ = online_changepoint_detection(c, lambda r: h * np.ones(r.shape), GammaPoisson(shape, shape / (c.sum() / e.sum()), e))
    p = R[1:, len(c)]
    return [float(x) for x in p / p.sum()]

with open(out + "/online.tsv", "w") as f:
    f.write(f"# bayesian_changepoint_detection 0.2.dev1, online_changepoint_detection with predictives of scipy {scipy.__version__} nbinom: prior; counts; exposure; P(run is 1, 2, ... buckets). Written by oracle_shift.py.\n")
    coal = [4,5,4,1,0,4,3,4,0,6,3,3,4,0,2,6,3,3,5,4,5,3,1,4,4,1,5,5,3,4,2,5,2,2,3,4,2,1,3,2,2,1,1,1,1,3,0,0,1,0,1,1,0,0,3,1,0,3,2,2,0,1,1,1,0,1,0,1,0,0,0,2,1,0,0,0,1,1,0,2,3,3,1,1,2,1,1,1,1,2,4,2,0,0,1,4,0,0,0,1,0,0,0,0,0,1,0,0,1,0,1]
    for c, e, prior in [(coal[:50], [1] * 50, .5), ([2,3,1,2,4,2,3,2,1,3,2,3], [1] * 12, .05), ([0,0,0,0,0,0,0,0,3,2,4],[50,60,55,52,58,61,40,55,57,60,52], .05), ([5,4,6,5,7,4,11,13,9,12],[1,1,2,1,1,1,1,1,1,1], .2), ([2,3,1,2,4,2,3,6,7,5,9], [10,12,9,0,14,10,11,30,32,28,40], .05)]:
        if 0 in e: c = [0 if x == 0 else y for y, x in zip(c, e)]
        p = online(c, e, prior)
        f.write(f"{prior}\t{lines(c)}\t{lines(e)}\t{lines(p)}\n"); print(np.argmax(p) + 1, max(p))

