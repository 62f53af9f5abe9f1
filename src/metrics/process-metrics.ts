import { readdir } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import { type Metrics } from './metrics.ts'

/**
 * The resources that the process uses, under the standard names of Prometheus clients. Read when scraped: prom-client's
 * own collection has a timer of 10 ms, which costs up to half a percent of a core while idle.
 */
export function addProcessMetrics(metrics: Pick<Metrics, 'gauge' | 'counter' | 'beforeScrape'>): void {
  const { gauge, counter } = metrics
  const startedAt = gauge('process_start_time_seconds', 'When the process started, in seconds since 1970.')
  const cpu = counter('process_cpu_seconds_total', 'CPU time used by the process.')
  const resident = gauge('process_resident_memory_bytes', 'Resident memory of the process.')
  const openFiles = gauge('process_open_fds', 'Open files and connections.')
  const heapUsed = gauge('nodejs_heap_size_used_bytes', 'The used part of the heap.')
  const heapTotal = gauge('nodejs_heap_size_total_bytes', 'The size of the heap.')
  const external = gauge('nodejs_external_memory_bytes', 'Memory outside the heap that objects in it hold.')
  const active = counter(
    'frontage_event_loop_active_seconds_total',
    "Time for which the event loop was busy; its rate is the event loop's utilization."
  )
  startedAt.set(Math.round(performance.timeOrigin / 1_000))
  const ahead = (total: number, counted: { value: number }) => {
    const by = Math.max(0, total - counted.value)
    counted.value += by
    return by
  }
  const cpuCounted = { value: 0 }
  const activeCounted = { value: 0 }

  metrics.beforeScrape(async () => {
    const { user, system } = process.cpuUsage()
    cpu.inc(ahead((user + system) / 1e6, cpuCounted))
    active.inc(ahead(performance.eventLoopUtilization().active / 1_000, activeCounted))
    const memory = process.memoryUsage()
    resident.set(memory.rss)
    heapUsed.set(memory.heapUsed)
    heapTotal.set(memory.heapTotal)
    external.set(memory.external)
    // Only on Linux.
    const files = await readdir('/proc/self/fd').catch(() => undefined)
    if (files) openFiles.set(files.length)
  })
}
