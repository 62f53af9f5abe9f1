import { watchNesting } from '../../src/database/transaction-guard.ts'

watchNesting()
