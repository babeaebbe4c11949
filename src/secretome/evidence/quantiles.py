"""Quantiles and tails that the standard library lacks; scipy is loaded when one is asked for."""


def t_quantile(share: float, freedom: float) -> float:
    """Value of Student's t below which ``share`` lies."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, share))


def t_two_sided_p(t: float, freedom: float) -> float:
    """Share of Student's t farther from zero than ``t``."""
    from scipy.special import stdtr

    return float(2 * stdtr(freedom, -abs(t)))


def chi2_p(value: float, freedom: float) -> float:
    """Share of chi square above ``value``."""
    from scipy.special import chdtrc

    return float(chdtrc(freedom, value))


def beta_quantile(share: float, a: float, b: float) -> float:
    """Value of the beta distribution below which ``share`` lies."""
    from scipy.special import betaincinv

    return float(betaincinv(a, b, share))
