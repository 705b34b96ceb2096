/** The figures of population that we hold, each with the day that it stands for. */
import type { Row } from './csv.ts';
import * as facts from './facts.ts';

const COLUMNS = ['code', 'level', 'on', 'day', 'value', 'basis', 'source'];

const PORTAL = 'Cổng thông tin điện tử tỉnh Yên Bái, trang Dân cư';
const CENSUS = 'Tổng điều tra dân số 01/04/2009, theo thuộc tính Dan_So trong kho osm-json-api';
const MERGERS = 'Dữ liệu sapnhap.bando.com.vn ngày 17/07/2025, qua kho vietnamadminunits';
const PRESS_2024 = 'Báo chí về nghị quyết sắp xếp năm 2024';

function figure(code: string, level: string, day: string, value: string, basis: string, source: string): Row {
  return { code, level, on: day, day, value, basis, source };
}

export function makePopulation(units2022: readonly Row[], units2025: readonly Row[]): { columns: readonly string[]; rows: readonly Row[] } {
  const rows: Row[] = [
    figure('15', 'province', '2019-07-01', '823034', 'số của năm 2019; ngày giữa năm là giả định', PORTAL),
    figure('15', 'province', '2022-07-01', '847245', 'số của năm 2022; ngày giữa năm là giả định', PORTAL),
    figure(
      '140',
      'district',
      '2022-07-01',
      '119840',
      'số của niên giám năm 2022; ngày giữa năm là giả định',
      'Cổng thông tin điện tử tỉnh Yên Bái, trang Dư địa chí huyện Văn Chấn',
    ),
  ];
  for (const unit of units2022) {
    const [code, value, year] = [unit.code ?? '', unit.population ?? '', unit.population_year];
    if (unit.level === 'district') rows.push(figure(code, 'district', facts.RECORD_START, value, 'tổng điều tra', CENSUS));
    if (unit.level !== 'commune' || value === '') continue;
    if (year === '2019') {
      const basis = 'số nêu trong nghị quyết, ghi năm 2019; ngày cuối năm là giả định';
      rows.push(figure(code, 'commune', '2019-12-31', value, basis, `Nghị quyết ${facts.DOCUMENT_2020}`));
    } else {
      const subtracted = code === '04267' || code === '04762';
      const basis = `số nêu trên báo chí, ghi năm 2023${subtracted ? ', có được bằng phép trừ' : ''}; ngày cuối năm là giả định`;
      rows.push(figure(code, 'commune', '2023-12-31', value, basis, PRESS_2024));
    }
  }
  for (const unit of units2025) {
    if ((unit.population ?? '') === '') continue;
    const province = unit.level === 'province';
    rows.push(
      figure(
        unit.code ?? '',
        unit.level ?? '',
        facts.DAY_2025_JULY,
        unit.population ?? '',
        'số nêu khi sắp xếp năm 2025; ngày sắp xếp là giả định',
        province ? 'Số công bố khi hợp nhất hai tỉnh năm 2025' : MERGERS,
      ),
    );
  }
  return { columns: COLUMNS, rows };
}
