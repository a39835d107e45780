/**
 * Points that count only from a day on. Of points/lots.py, this is what a till needs: the server
 * keeps the lots, and says which points count from which day.
 */

/**
 * The points that count only later.
 *
 * @param {[string, number][]} lots pairs of an ISO date and points
 * @param {string} today an ISO date, of the day at the shop
 * @returns {[string, number][]}
 */
export function getPending(lots, today) {
    return lots.filter(([day]) => day > today);
}
