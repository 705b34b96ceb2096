import { GalleryForms } from './gallery-forms.page.tsx';
import {
  Answer,
  Breadcrumb,
  Card,
  Chips,
  DataTable,
  DefinitionList,
  EmptyState,
  HatchPattern,
  type HeatClass,
  Help,
  Legend,
  LinkCard,
  Notice,
  PageHeading,
  Pager,
  Pill,
  Progress,
  QuietLinks,
  Share,
  Stat,
  Stats,
  Timeline,
  type View,
  WhatIsThis,
} from './index.ts';

/**
 * Every component in its states, for developers and for pictures of the look. The words are specimens in Vietnamese, the
 * language that is longest above and below the line; they stay the same whatever language is chosen.
 */
export function GalleryPage({ view }: { view: View }) {
  const { lang } = view;
  return (
    <>
      <Breadcrumb
        lang={lang}
        steps={[{ label: 'Trang đầu', href: '/' }, { label: 'Điều hành', href: '/console' }, { label: 'Các mẫu giao diện' }]}
      />
      <Answer
        eyebrow="Toàn tỉnh · bản đồ ngày 31/05/2022 (ngày giả định)"
        text={[
          'Tất cả ',
          { mark: 'good', parts: ['173/173'] },
          ' xã, phường, thị trấn đã có Tổ công nghệ số cộng đồng. Còn ',
          { mark: 'waiting', parts: ['100 thôn, bản, tổ dân phố'] },
          ' chưa có Tổ, nhiều nhất ở Mù Cang Chải.',
        ]}
      />
      <Chips label="Xem theo" items={views} />
      <div class="side-by-side">
        <Card title="Thôn, bản, tổ dân phố đã có Tổ">
          <SpecimenMap />
          <Legend label="Chú giải" items={legend} />
          <p class="muted small">Bản đồ giản lược vẽ từ điểm trung tâm các xã; không dùng để xác định địa giới.</p>
        </Card>
        <div class="grid gap-4">
          <Stats>
            <Stat value="173" of="173" label="xã, phường, thị trấn có Tổ" tone="good" share={{ part: 173, whole: 173 }} />
            <Stat value="1.256" of="1.356" label="thôn, bản, tổ dân phố có Tổ" tone="waiting" share={{ part: 1256, whole: 1356 }} />
            <Stat value="1.744" label="thành viên Tổ cấp xã" />
            <Stat value="8.526" label="thành viên Tổ cấp thôn" note="tính đến 31/05/2022" />
          </Stats>
          <Card>
            <DataTable
              caption="Theo huyện, thị xã, thành phố"
              captionHidden
              columns={districtColumns}
              rows={districts}
              total={allDistricts}
            />
            <QuietLinks lang={lang} links={downloads} print />
          </Card>
          <WhatIsThis lang={lang} term="Có Tổ">
            <p>
              Có ít nhất một Tổ đang hoạt động trong ngày đã chọn. <a href="/console/design#timeline">Cách tính</a>
            </p>
          </WhatIsThis>
        </div>
      </div>

      <section>
        <h2>Trạng thái</h2>
        <p class="flex flex-wrap gap-2">
          <Pill>Bản nháp</Pill> <Pill tone="info">Đã tiếp nhận</Pill> <Pill tone="good">Đã trả lời</Pill>{' '}
          <Pill tone="waiting">Đang xử lý</Pill> <Pill tone="danger">Quá hạn 3 giờ</Pill>
        </p>
        <div class="grid gap-3 mt-4">
          <Notice tone="danger" title="Cảnh báo mưa lớn · Mù Cang Chải, Trạm Tấu">
            <p>Từ 18 giờ hôm nay đến sáng mai. Gọi 112 khi cần cứu nạn.</p>
          </Notice>
          <Notice tone="waiting" title="Chưa kiểm chứng">
            <p>Hai xã được suy ra từ danh sách ngày 01/01/2025.</p>
          </Notice>
          <Notice tone="good" title="Đã trả lời đúng hạn">
            <p>Hạn: 16 giờ ngày 15/11. Trả lời lúc 9 giờ 20 ngày 15/11.</p>
          </Notice>
          <Notice title="Bản đồ của ngày đã chọn">
            <p>Số liệu được đưa về các xã như vào ngày 30/06/2025.</p>
          </Notice>
        </div>
      </section>

      <section>
        <h2>Lối đi</h2>
        <div class="cards">
          <LinkCard href="/console/design#a" icon="code" title="Tra cứu bằng mã" />
          <LinkCard href="/console/design#b" icon="people" title="Tổ của thôn tôi" />
          <LinkCard href="/console/design#c" icon="guide" title="Hướng dẫn dịch vụ công" />
          <LinkCard href="/console/design#d" icon="unit" title="Đơn vị hành chính">
            1 tỉnh, 9 huyện, 173 xã
          </LinkCard>
        </div>
        <div class="mt-4">
          <Pager lang={lang} summary="51–100 trong 173 xã" previous="/console/design?page=1" next="/console/design?page=3" />
        </div>
      </section>

      <div class="side-by-side">
        <Card title="Các bước" id="timeline">
          <Timeline
            lang={lang}
            steps={[
              { title: 'Bà con gửi, kèm 2 ảnh', when: '12/11, 7 giờ 40', state: 'done' },
              { title: 'Trung tâm tiếp nhận', when: '12/11, 8 giờ 15 · hạn 8 giờ làm việc', state: 'done' },
              {
                title: 'Ủy ban nhân dân xã xử lý',
                when: 'còn 6 giờ làm việc',
                state: 'now',
                detail: <Pill tone="waiting">Đang xử lý</Pill>,
              },
              { title: 'Chờ bà con đánh giá', state: 'next' },
            ]}
          />
        </Card>
        <Card title="Xã Tú Lệ" aside={<Pill tone="good">Đang có hiệu lực</Pill>}>
          <DefinitionList
            rows={[
              { term: 'Mã', value: <span class="code">04705</span> },
              { term: 'Thuộc', value: <a href="/units">Huyện Văn Chấn</a> },
              { term: 'Có hiệu lực', value: '01/01/2020–30/06/2025' },
              { term: 'Sau đó', value: 'Xã Tú Lệ (nhập thêm Cao Phạ)' },
            ]}
          />
        </Card>
      </div>

      <section class="grid gap-4">
        <h2>Chờ và trống</h2>
        <Progress label="Đang nạp 1.356 thôn, bản" value={62} detail="Còn khoảng 20 giây. Có thể rời trang này, việc vẫn chạy tiếp." />
        <Progress label="Đang mở tệp" />
        <EmptyState title="Không có đơn vị nào tên “Tú Lê”" why="Vào ngày 31/05/2022 không có xã nào mang tên này.">
          <a class="button secondary" href="/units">
            Xem mọi ngày
          </a>
        </EmptyState>
      </section>

      <section>
        <h2>Trợ giúp và chia sẻ</h2>
        <div class="page-tools">
          <Help lang={lang} steps={helpSteps} />
          <Share view={{ ...view, path: '/units?on=2022-05-31' }} sharing={{ text: 'Tất cả 173/173 xã, phường, thị trấn đã có Tổ.' }} />
        </div>
      </section>

      <GalleryForms view={view} />
      <PageHeading
        eyebrow="Đầu trang thường"
        title="Đơn vị hành chính của tỉnh"
        intro="Tên, mã và cấp trên của mọi xã, huyện vào bất kỳ ngày nào."
      />
    </>
  );
}

const views = [
  { label: 'Theo thôn, bản', href: '/console/design?by=village', current: true },
  { label: 'Theo xã', href: '/console/design?by=commune' },
  { label: 'Theo thời gian', href: '/console/design?by=time' },
  { label: 'Ngày 31/05/2022', href: '/console/design?on=2022-05-31' },
];

const downloads = [
  { href: '/console/design?all', label: 'Xem cả 9 đơn vị' },
  { href: '/console/design.xlsx', label: 'Tải Excel', download: true },
  { href: '/console/design.csv', label: 'CSV', download: true },
  { href: 'https://example.org/', label: 'Văn bản gốc', external: true },
];

const helpSteps = [
  { part: 'Câu trả lời', text: 'Một câu nói gọn số liệu của ngày đang xem.', target: 'main .answer' },
  { part: 'Chọn cách xem', text: 'Bấm để xem theo thôn, theo xã hay theo thời gian.', target: 'main .chips' },
  { part: 'Các con số', text: 'Bấm vào một số để mở danh sách đứng sau số đó.', target: 'main .stats' },
  { part: 'Lấy về', text: 'Tải tệp Excel, CSV hoặc in trang.', target: 'main .quiet-links' },
];

const legend: { swatch: HeatClass; label: string }[] = [
  { swatch: 'heat-0', label: 'dưới 50\u00A0%' },
  { swatch: 'heat-1', label: '50–75\u00A0%' },
  { swatch: 'heat-2', label: '75–90\u00A0%' },
  { swatch: 'heat-3', label: 'trên 90\u00A0%' },
  { swatch: 'heat-4', label: 'đủ 100\u00A0%' },
  { swatch: 'heat-missing', label: 'chưa có số liệu' },
];

interface District {
  name: string;
  communes: string;
  villages: string;
  members: string;
}
const districts: District[] = [
  { name: 'Thành phố Yên Bái', communes: '15/15', villages: '113/113', members: '886' },
  { name: 'Thị xã Nghĩa Lộ', communes: '14/14', villages: '95/101', members: '703' },
  { name: 'Huyện Lục Yên', communes: '24/24', villages: '226/238', members: '1.602' },
  { name: 'Huyện Mù Cang Chải', communes: '14/14', villages: '61/98', members: '498' },
];
const allDistricts: District = { name: 'Cộng', communes: '67/67', villages: '495/550', members: '3.689' };
const districtColumns = [
  { label: 'Huyện, thị xã, thành phố', cell: (row: District) => (row === allDistricts ? row.name : <a href="/units">{row.name}</a>) },
  { label: 'Xã có Tổ', kind: 'number' as const, cell: (row: District) => row.communes },
  { label: 'Thôn có Tổ', kind: 'number' as const, cell: (row: District) => row.villages },
  { label: 'Thành viên', kind: 'number' as const, cell: (row: District) => row.members },
];

/** Hexagons with every step of the scale, as a map would use them. */
function SpecimenMap() {
  const steps: (HeatClass | 'hatched')[] = ['heat-0', 'heat-1', 'heat-2', 'heat-3', 'heat-4', 'hatched'];
  return (
    <svg viewBox="0 0 330 130" role="img" aria-label="Mẫu sáu bậc màu của bản đồ, từ dưới 50 % đến đủ 100 % và chưa có số liệu">
      <HatchPattern id="specimen-hatch" />
      {steps.map((step, index) => {
        const x = 30 + index * 52;
        const y = index % 2 === 0 ? 40 : 70;
        const points = [0, 60, 120, 180, 240, 300].map(
          (a) => `${x + Math.round(34 * Math.cos((a * Math.PI) / 180))},${y + Math.round(34 * Math.sin((a * Math.PI) / 180))}`,
        );
        return step === 'hatched' ? (
          <polygon key={step} points={points.join(' ')} fill="url(#specimen-hatch)" class="map-cell hatched" />
        ) : (
          <polygon key={step} points={points.join(' ')} class={`${step} map-cell`} />
        );
      })}
    </svg>
  );
}
