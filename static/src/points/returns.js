/** What a returned line takes back of what it had given. The twin of points/returns.py. */

/**
 * The share of everything that has come back so far, rounded down, less what was taken before.
 *
 * @param {number} points what the line had given
 * @param {number} sold how many units were sold, in millionths; above zero
 * @param {number} returned how many of them have come back, this time included
 * @param {number} taken what was taken back before
 * @returns {number} what to take back now, 0 or more
 */
export function getShareToTake(points, sold, returned, taken) {
    const due = (BigInt(points) * BigInt(Math.min(returned, sold))) / BigInt(sold);
    return Math.max(0, Number(due) - taken);
}
