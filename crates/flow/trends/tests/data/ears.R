suppressMessages(library(surveillance))
cat("surveillance", as.character(packageVersion("surveillance")), R.version.string, "\n")
y <- c(3,5,2,4,6,3,5,4,12,5,3,4,6,2,5,9,14,18,4,3,5,0,0,0,0,0,0,0,0,0,1,4,2,7,7,7,8,6,7,9,7,30,8,7,2,1)
s <- sts(observed=y, start=c(2025,1), frequency=52)
for (m in c("C1","C2")) for (ms in c(0,0.5)) { r <- earsC(s, control=list(method=m, baseline=7, minSigma=ms, alpha=0.001)); lag <- ifelse(m=="C1",7,9); cat(m, ms, lag, sprintf("%.12f", as.vector(upperbound(r))), "\n") }
