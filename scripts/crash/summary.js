// @ts-check
/**
 * Prints the first twenty violations and one line of figures.
 * @param {readonly string[]} violations @param {Record<string, string | number>} done
 */
export function summary(violations, done) {
  for (const violation of violations.slice(0, 20)) console.log(`  ${violation}`)
  const figures = Object.entries(done).map(([name, value]) => `${name} ${value}`)
  console.log(`${violations.length} violations: ${figures.join(', ')}`)
}
