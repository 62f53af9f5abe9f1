/**
 * How PostgreSQL plans the statements of this program, each of which is planned once and then kept. Plans that were made while
 * the tables were empty read them whole, and keep doing so while they grow: where an index fits, it is used. Every
 * statement here is a matter of milliseconds, and compiling it would only take longer.
 */
export const PLANNER_SWITCHES: readonly string[] = ['-c', 'enable_seqscan=off', '-c', 'jit=off']
