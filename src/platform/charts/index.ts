/** Charts drawn on the server as SVG, for pages that also show the same figures as a table. */
export { type Bar, BarChart } from './bar-chart.tsx';
export { type ShareBar, ShareBars } from './share-bars.tsx';
export { StepChart, type StepLine } from './step-chart.tsx';
