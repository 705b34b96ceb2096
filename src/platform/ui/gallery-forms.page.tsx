import {
  Actions,
  Button,
  ButtonLink,
  ChoiceField,
  DateField,
  ErrorSummary,
  Field,
  type FieldProblem,
  FileField,
  Problem,
  problemOf,
  SearchForm,
  SelectField,
  TextField,
  UndoBar,
  type View,
} from './index.ts';

const problems: FieldProblem[] = [
  { field: 'code', message: 'Mã đơn vị có 5 chữ số; đã nhập 4.' },
  { field: 'on', message: 'Tháng 2 năm 2022 không có ngày 30.' },
];

/** The part of the gallery with controls: buttons, fields with and without problems, undo and an error page's content. */
export function GalleryForms({ view }: { view: View }) {
  const { lang } = view;
  return (
    <>
      <section>
        <h2>Nút</h2>
        <div class="grid gap-3 max-w-sm">
          <ButtonLink href="/console/design#report" icon="camera" large>
            Gửi phản ánh, kiến nghị
          </ButtonLink>
          <ButtonLink href="/console/design#help" icon="helping" kind="secondary" large>
            Nhờ Tổ công nghệ số giúp
          </ButtonLink>
        </div>
        <div class="mt-4">
          <Actions>
            <Button type="button" kind="good">
              Được rồi
            </Button>
            <Button type="button" kind="secondary">
              Chưa được
            </Button>
            <Button type="button" kind="danger">
              Ngừng công khai
            </Button>
            <Button type="button" kind="quiet" icon="listen">
              Nghe
            </Button>
          </Actions>
        </div>
        <div class="mt-4">
          <UndoBar view={view} message="Đã xóa 12 dòng khỏi bảng." action="/console/design" fields={{ batch: 'a' }} />
        </div>
      </section>

      <section>
        <h2>Tìm</h2>
        <SearchForm
          lang={lang}
          action="/console/design"
          label="Tìm đơn vị theo tên hoặc mã"
          value="mu cang chai"
          hint="Gõ không dấu cũng được."
        />
      </section>

      <section>
        <h2>Biểu mẫu có chỗ cần sửa</h2>
        <ErrorSummary lang={lang} problems={problems} />
        <form class="form mt-4" method="post" action="/console/design" encType="multipart/form-data">
          <TextField
            lang={lang}
            name="code"
            label="Mã đơn vị"
            value="0460"
            width="short"
            inputMode="numeric"
            error={problemOf(problems, 'code')}
          />
          <DateField lang={lang} name="on" label="Ngày có hiệu lực" value="30/02/2022" error={problemOf(problems, 'on')} />
          <SelectField lang={lang} name="type" label="Loại đơn vị" value="xa" options={unitTypes} />
          <ChoiceField lang={lang} name="kind" label="Việc thay đổi" value="merge" options={changes} />
          <Field
            lang={lang}
            name="share"
            label="Phần của đơn vị"
            hint="Ví dụ 1/3."
            control={(wiring) => <input class="input short" value="1/3" {...wiring} />}
          />
          <FileField lang={lang} name="file" label="Tệp danh sách" hint="Tệp CSV, tối đa 10 MB." accept=".csv,text/csv" />
          <TextField lang={lang} name="note" label="Ghi chú" rows={3} optional value="Theo danh sách của Cục Thống kê." />
          <Actions>
            <Button>Xem trước</Button>
            <ButtonLink href="/console/design" kind="quiet">
              Thôi
            </ButtonLink>
          </Actions>
        </form>
      </section>

      <section>
        <h2>Trang báo lỗi</h2>
        <Problem
          lang={lang}
          title="Trang đang có nhiều người xem"
          happened="Vì nhiều người xem cùng lúc nên trang chưa mở được."
          advice="Xin thử lại sau một phút."
          reference="7F3K-22QD"
        />
      </section>
    </>
  );
}

const unitTypes = [
  { value: 'xa', label: 'Xã' },
  { value: 'phuong', label: 'Phường' },
];

const changes = [
  { value: 'merge', label: 'Sáp nhập', hint: 'Nhiều đơn vị thành một.' },
  { value: 'split', label: 'Chia tách' },
  { value: 'rename', label: 'Đổi tên' },
];
