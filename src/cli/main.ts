#!/usr/bin/env node
import { run } from './run';
import { printable } from './terminal';

run(process.argv.slice(2), text => process.stdout.write(text), text => process.stderr.write(text)).then(status => {
  process.exitCode = status;
}, error => {
  process.stderr.write(`${printable(String(error?.stack ?? error))}\n`);
  process.exitCode = 2;
});
