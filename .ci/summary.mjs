// Prints the closing line of test runs from vitest's JSON reports.
import { existsSync, readFileSync } from 'node:fs'

const sum = { passed: 0, failed: 0, skipped: 0 }
for (const path of process.argv.slice(2)) {
  if (!existsSync(path)) {
    // The run did not come to its end.
    sum.failed += 1
    continue
  }
  const report = JSON.parse(readFileSync(path, 'utf8'))
  sum.passed += report.numPassedTests
  // A file that could not even be loaded has no failed test of its own, and still is a failure.
  sum.failed += Math.max(report.numFailedTests, report.numFailedTestSuites > 0 ? 1 : 0)
  sum.skipped += report.numPendingTests + report.numTodoTests
}
console.log(`${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}`)
