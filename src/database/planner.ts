/**
 * How PostgreSQL plans the statements of this program, each of which is planned once and then kept. Plans that were made while
 * the tables were empty read all of them, and go on doing so while they grow: where an index fits, it is used. Every
 * statement here is a matter of milliseconds, which compiling it would only make longer.
 */
export const PLANNER_SWITCHES: readonly string[] = ['-c', 'enable_seqscan=off', '-c', 'jit=off']
