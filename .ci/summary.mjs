// Prints the closing line of a test run from vitest's JSON report.
import { readFileSync } from 'node:fs'

const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites } = JSON.parse(
  readFileSync(process.argv[2], 'utf8'),
)
// A file that could not even be loaded has no failed test of its own, and still is a failure.
const failed = Math.max(numFailedTests, numFailedTestSuites > 0 ? 1 : 0)
const skipped = numPendingTests + numTodoTests
console.log(`${numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
