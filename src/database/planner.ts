/**
 * PostgreSQL plans each statement of this program once and keeps the plan. Plans made while tables were empty would scan them
 * even after they have grown, so indexes are preferred. JIT compilation would take longer than any statement here.
 */
export const PLANNER_SWITCHES: readonly string[] = ['-c', 'enable_seqscan=off', '-c', 'jit=off']
