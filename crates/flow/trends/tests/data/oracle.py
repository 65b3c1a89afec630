"""Oracle of spoor-trends: numpy and scipy, run once. Output is stored in tests/data."""
import numpy as np, scipy, json, sys
from scipy import special, stats, integrate
out=sys.argv[1]
rng=np.random.default_rng(20261125)
with open(out+'/special.tsv','w') as f:
    f.write(f"# scipy {scipy.__version__}: betainc a b x value; norm.ppf p value. Written by oracle.py.\n")
    for a,b,x in [(0.5,0.5,0.3),(1,1,.2),(5,48,1/52),(5,1,1/52),(3,200,.001),(20,80,.1),(20,80,.5),(150.5,3000.25,.03),(150.5,3000.25,.05),(2.7,0.9,.999),(12000,13000,.47),(12000,13000,.5),(0.51,9000,1e-5),(40,2,.05),(900,1,.5)]:
        f.write("betainc\t%r\t%r\t%r\t%r\n"%(float(a),float(b),float(x),float(special.betainc(a,b,x))))
    for p in [.005,.025,.05,.1,.25,.5,.6,.9,.95,.975,.995,.99995]:
        f.write("ppf\t%r\t%r\n"%(p,float(stats.norm.ppf(p))))
with open(out+'/quantiles.tsv','w') as f:
    f.write(f"# numpy {np.__version__} quantile(method='linear', Hyndman-Fan type 7): p, value, then the sample in order. Written by oracle.py.\n")
    for n in [1,2,3,7,20,101]:
        x=np.sort(np.round(np.exp(rng.normal(5,.3,n)),2))
        for p in [0,.1,.25,.333,.5,.75,.9,1]:
            f.write("\t".join(map(repr,[float(p),float(np.quantile(x,p))]+[float(v) for v in x]))+"\n")
with open(out+'/order_intervals.tsv','w') as f:
    f.write(f"# scipy {scipy.__version__} binom: n, p, level, least number of ranks between the ends of an interval (0: none holds the level). Written by oracle.py.\n")
    for n in [5,12,30,200]:
        for p in [.1,.5,.75]:
            for level in [.8,.9,.95]:
                best=0
                for w in range(1,n):
                    if any(stats.binom.cdf(l+w-1,n,p)-stats.binom.cdf(l-1,n,p)>=level for l in range(1,n-w+1)):
                        best=w;break
                f.write(f"{n}\t{p}\t{level}\t{best}\n")
with open(out+'/rise_tails.tsv','w') as f:
    f.write(f"# scipy {scipy.__version__} binom.sf(after - 1, all, share). Written by oracle.py.\n")
    for a,n,s in [(1,1,.02),(5,5,1/52),(7,20,.1),(40,300,.1),(3,100,.05),(300,4000,.05),(0,10,.2),(10,10,.9)]:
        f.write(f"{a}\t{n}\t{s!r}\t{float(stats.binom.sf(a-1,n,s))!r}\n")
# Change of rate by numerical integration of Poisson likelihood times Gamma prior over a grid of
# log rates: no closed form is used.
def change(c,e,prior=.05,shape=.5):
    c=np.array(c,float);e=np.array(e,float)
    m=c.sum()/e.sum()
    u=np.linspace(np.log(m)-40,np.log(m)+8,200001);r=np.exp(u);du=u[1]-u[0]
    lp=stats.gamma.logpdf(r,shape,scale=m/shape)+u
    def logint(a,b):
        l=lp+np.sum(c[a:b])*u-r*np.sum(e[a:b])
        t=l.max();return t+np.log(np.exp(l-t).sum()*du), np.exp(l-t)
    T=len(c)
    still=logint(0,T)[0]+np.log(1-prior)
    w=[];dens=[]
    for t in range(1,T):
        a,da=logint(0,t);b,db=logint(t,T)
        w.append(a+b+np.log(prior/(T-1)));dens.append((da/da.sum(),db/db.sum()))
    w=np.array(w);top=max(still,w.max());s=np.exp(still-top);w=np.exp(w-top)
    moved=w.sum()/(w.sum()+s);w/=w.sum()
    def below(t,lr):
        k=int(round(lr/du));da,db=dens[t]
        cdf=np.cumsum(db)-db/2   # P(log new <= u)
        idx=np.clip(np.arange(len(u))+k,0,len(u)-1)
        return float((da*cdf[idx]).sum())
    up=[w[t]*(1-below(t,0)) for t in range(T-1)]
    def q(p):
        lo,hi=-30.,30.
        for _ in range(50):
            mid=(lo+hi)/2
            if sum(w[t]*below(t,mid) for t in range(T-1) if w[t]>1e-9)<p: lo=mid
            else: hi=mid
        return float(np.exp((lo+hi)/2))
    return moved*sum(up), int(np.argmax(up))+1, q(.5), q(.025), q(.975)
with open(out+'/changes.tsv','w') as f:
    f.write(f"# numpy {np.__version__}, scipy {scipy.__version__}: posterior of a rise, since, ratio, low, high; counts; exposure. Numerical integration over log rates, prior .05. Written by oracle.py.\n")
    coal=[4,5,4,1,0,4,3,4,0,6,3,3,4,0,2,6,3,3,5,4,5,3,1,4,4,1,5,5,3,4,2,5,2,2,3,4,2,1,3,2,2,1,1,1,1,3,0,0,1,0,1,1,0,0,3,1,0,3,2,2,0,1,1,1,0,1,0,1,0,0,0,2,1,0,0,0,1,1,0,2,3,3,1,1,2,1,1,1,1,2,4,2,0,0,1,4,0,0,0,1,0,0,0,0,0,1,0,0,1,0,1]
    cases=[(coal,[1]*len(coal)),(coal[::-1],[1]*len(coal)),
      ([2,3,1,2,4,2,3,2,1,3,2,3],[1]*12),
      ([0,0,0,0,0,0,0,0,3,2,4],[50,60,55,52,58,61,40,55,57,60,52]),
      ([2,3,1,2,4,2,3,6,7,5,9],[10,12,9,11,14,10,11,30,32,28,40]),
      ([5,4,6,5,7,4,11,13,9,12],[1,1,0,1,1,1,1,1,1,1])]
    for c,e in cases:
        p=change(c,e)
        f.write("\t".join(repr(float(v)) for v in p)+"\t"+",".join(map(str,c))+"\t"+",".join(map(str,e))+"\n")
        print(p)
