// Student's t distribution for whole degrees of freedom: how wide an interval over few trials must
// be. Its own file because it is the one formula of the harness that is checked against printed
// tables.
//
// Abramowitz & Stegun, Handbook of Mathematical Functions (1964), 26.7.3 and 26.7.4: for a whole
// number ν of degrees of freedom, P(|T| ≤ t) is a finite sum in θ = arctan(t / √ν), exact up to
// rounding.

/** Bisections of θ in (0, π/2): one more bit each, up to float64's 53. */
const BISECTIONS = 60;

/** P(|T| ≤ √ν · tan θ) for ν degrees of freedom. */
function centralProbability(theta: number, degrees: number): number {
  const sine = Math.sin(theta);
  const cosineSquared = Math.cos(theta) ** 2;
  const odd = degrees % 2 === 1;
  let term = odd ? Math.cos(theta) : 1;
  let sum = 0;
  for (let k = odd ? 3 : 2; k <= degrees; k += 2) {
    sum += term;
    term *= ((k - 1) / k) * cosineSquared;
  }
  return odd ? (2 / Math.PI) * (theta + sine * sum) : sine * sum;
}

/**
 * The t with P(|T| ≤ t) = level; level in (0, 1), degrees a whole number ≥ 1. Relative error below
 * 10^-9.
 */
export function twoSidedT(level: number, degrees: number): number {
  let low = 0;
  let high = Math.PI / 2;
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2;
    if (centralProbability(middle, degrees) < level) low = middle;
    else high = middle;
  }
  return Math.sqrt(degrees) * Math.tan((low + high) / 2);
}
