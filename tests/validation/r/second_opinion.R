# The same questions asked of R: Rscript second_opinion.R, beside inputs.json; writes results.json.
# Packages: metafor, lme4, jsonlite. Nothing of R is needed to run the tests.
suppressMessages({library(metafor); library(lme4); library(jsonlite)})
inputs <- fromJSON("inputs.json", simplifyVector = TRUE, simplifyDataFrame = FALSE)

one_fit <- function(d, method, knha = FALSE) {
  m <- rma(yi = d$value, vi = d$variance, method = method, test = if (knha) "knha" else "z")
  list(value = as.numeric(m$beta), se = m$se, low = m$ci.lb, high = m$ci.ub, tau2 = m$tau2,
       q = m$QE, q_p = m$QEp, i2 = m$I2)
}
one_pool <- function(d) {
  egger <- if (length(d$value) >= 10) {
    l <- summary(lm(I(value / sqrt(variance)) ~ I(1 / sqrt(variance)), d))$coefficients
    list(intercept = l[1, 1], t = l[1, 3], p = l[1, 4])
  } else NULL
  list(reml = one_fit(d, "REML"), dl = one_fit(d, "DL"), common = one_fit(d, "EE"),
       hksj = one_fit(d, "REML", TRUE), egger = egger)
}
one_curve <- function(d, power) {
  m <- ave(d$y, d$x)
  f <- nls(y ~ b + (a - b) / (1 + (x / exp(c))^h), data.frame(x = d$x, y = d$y),
           start = list(a = 0.06, b = 2.4, c = log(12), h = 1.3), weights = 1 / m^power,
           control = nls.control(maxiter = 500, tol = 1e-6))
  s <- summary(f)$coefficients
  list(zero = s[1, 1], infinite = s[2, 1], middle = exp(s[3, 1]), steepness = s[4, 1],
       se_zero = s[1, 2], se_infinite = s[2, 2], se_log_middle = s[3, 2], se_steepness = s[4, 2])
}
one_stability <- function(d) {
  t <- data.frame(b = factor(d$batch), m = d$months, v = d$value)
  full <- lm(v ~ b * m, t); parallel <- lm(v ~ b + m, t); pooled <- lm(v ~ m, t)
  ms <- deviance(full) / df.residual(full)
  p_slopes <- anova(parallel, full)$`Pr(>F)`[2]
  f <- (deviance(pooled) - deviance(parallel)) / 2 / ms
  p_intercepts <- pf(f, 2, df.residual(full), lower.tail = FALSE)
  chosen <- if (p_slopes < 0.25) "SEPARATE" else if (p_intercepts < 0.25) "COMMON_SLOPE" else "POOLED"
  low <- function(b, m) {
    model <- switch(chosen, SEPARATE = lm(v ~ m, t[t$b == b, ]), COMMON_SLOPE = parallel, POOLED = pooled)
    p <- predict(model, data.frame(b = b, m = m), se.fit = TRUE)
    as.numeric(p$fit - qt(0.95, p$df) * p$se.fit)
  }
  cross <- sapply(levels(t$b), function(b)
    uniroot(function(m) low(b, m) - 90, c(0, 400), tol = 1e-10)$root)
  list(p_slopes = p_slopes, p_intercepts = p_intercepts, model = chosen, crossing = min(cross))
}
decay <- function(d) {
  t <- data.frame(b = factor(d$batch), m = d$months, l = log(d$value))
  f <- lmer(l ~ m + (1 | b), t, REML = TRUE)
  list(start = exp(as.numeric(fixef(f)[1])), rate = -as.numeric(fixef(f)[2]),
       batch_sd = attr(VarCorr(f)$b, "stddev")[[1]], residual_sd = sigma(f))
}
one_group <- function(d) {
  low <- t.test(d$first, d$second, mu = -6, alternative = "greater")$p.value
  high <- t.test(d$first, d$second, mu = 6, alternative = "less")$p.value
  ci <- t.test(d$first, d$second, conf.level = 0.9)$conf.int
  list(p = max(low, high), low = ci[1], high = ci[2])
}
results <- list(
  made_with = paste(R.version.string, "metafor", packageVersion("metafor"), "lme4", packageVersion("lme4")),
  pools = lapply(inputs$pools, one_pool),
  curves = lapply(inputs$curves, function(d) list(none = one_curve(d, 0), by_y = one_curve(d, 1), by_y2 = one_curve(d, 2))),
  stability = lapply(inputs$stability, one_stability),
  decay = decay(inputs$decay),
  groups = lapply(inputs$groups, one_group),
  shares = apply(inputs$shares, 1, function(s) as.numeric(binom.test(s[1], s[2])$conf.int), simplify = FALSE),
  counts = lapply(inputs$counts, function(n) as.numeric(poisson.test(n)$conf.int)))
write(toJSON(results, auto_unbox = TRUE, digits = 12, pretty = TRUE, null = "null"), "results.json")
