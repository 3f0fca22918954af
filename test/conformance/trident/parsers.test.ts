import { autogrowProblem } from './actions';
import { GIB } from './cases';
import { isCidr, parseBool, quantityInBytes, sizeInBytes } from './go';
import { templateProblem } from './template';

describe('small parsers', () => {
  test.each([['1', true], ['T', true], ['true', true], ['False', false], ['0', false], ['yes', undefined], ['tRUE', undefined], ['', undefined]])('boolean %p', (text, value) => {
    expect(parseBool(text)).toBe(value);
  });

  test.each([
    ['1g', GIB], ['1GB', 1e9], ['1gib', GIB], ['20971520', 20971520], ['1 g', undefined], ['1.5g', undefined], ['7bytes', 7], ['2ki', 2048], ['g', undefined], ['', undefined],
  ])('size %p', (text, bytes) => {
    expect(sizeInBytes(text)).toBe(bytes);
  });

  test.each([['10Gi', 10 * GIB], ['1.5Gi', 1.5 * GIB], ['1G', 1e9], ['1e3', 1000], ['100m', 1], ['1E', 1e18], ['10 Gi', undefined], ['10gb', undefined], ['', undefined]])('quantity %p', (text, bytes) => {
    expect(quantityInBytes(text)).toBe(bytes);
  });

  test.each([['0.0.0.0/0', true], ['::/0', true], ['10.0.0.0', false], ['10.0.0.0/08', false], ['10.0.0.256/8', false], ['fe80::1%eth0/64', false]])('CIDR %p', (text, is) => {
    expect(isCidr(text)).toBe(is);
  });

  test.each([
    ['plain', true], ['{{.a.b}}', true], ['{{- if eq .a "x" -}}a{{else}}b{{end}}', true], ['{{ .a | printf "%s" }}', true], ['{{/* c */}}', true],
    ['{{}}', false], ['{{.a', false], ['{{end}}', false], ['{{if .a}}', false], ['{{(.a}}', false], ['{{ .a # }}', false],
  ])('template %p', (text, is) => {
    expect(templateProblem(text) === undefined).toBe(is);
  });

  test.each<[object, boolean]>([
    [{ usedThreshold: '80%' }, true], [{ usedThreshold: '80.5 %', growthAmount: '5Gi', maxSize: '100Gi' }, true], [{ usedThreshold: '80%', maxSize: '0' }, true],
    [{}, false], [{ usedThreshold: '50Gi' }, false], [{ usedThreshold: '0%' }, false], [{ usedThreshold: '99.5%' }, false],
    [{ usedThreshold: '80%', growthAmount: '0%' }, false], [{ usedThreshold: '80%', growthAmount: '-1Gi' }, false],
    [{ usedThreshold: '80%', maxSize: 'much' }, false], [{ usedThreshold: '80%', growthAmount: '10Gi', maxSize: '10Gi' }, false],
  ])('autogrow policy %p', (policy, is) => {
    expect(autogrowProblem(policy) === undefined).toBe(is);
  });
});
