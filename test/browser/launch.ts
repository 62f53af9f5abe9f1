import { chromium, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync'
]

/**
 * A page of a real Chromium, what it complains of (errors of scripts, and of what it may not load), and the methods of its requests.
 * Ends with the test.
 */
export async function openBrowser(): Promise<{ page: Page; complaints: string[]; methods: Set<string> }> {
  const browser = await chromium.launch({ executablePath, args: FLAGS })
  onTestFinished(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1280, height: 1600 } })
  const complaints: string[] = []
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(String(error)))
  const methods = new Set<string>()
  page.on('request', request => methods.add(request.method()))
  return { page, complaints, methods }
}
