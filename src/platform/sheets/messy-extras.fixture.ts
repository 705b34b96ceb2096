/** What surrounds the cells of a workbook that people have worked with for years: `messy.fixture.ts` puts it around its first sheet. */
import { strToU8 } from 'fflate';

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const office = 'application/vnd.openxmlformats-officedocument';
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n';

/** One white pixel. */
const png = Uint8Array.from(
  Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64'),
);

const relationships = (targets: readonly (readonly [string, string, string])[]) =>
  `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${targets
    .map(
      ([id, type, target]) =>
        `<Relationship Id="${id}" Type="${relation}/${type}" Target="${target}"${type === 'hyperlink' ? ' TargetMode="External"' : ''}/>`,
    )
    .join('')}</Relationships>`;

const vml = (shapes: string, block: number) =>
  `<xml xmlns:v="urn:schemas-microsoft-com:vml"\r\n xmlns:o="urn:schemas-microsoft-com:office:office"\r\n xmlns:x="urn:schemas-microsoft-com:office:excel">\r\n <o:shapelayout v:ext="edit">\r\n  <o:idmap v:ext="edit" data="${block}"/>\r\n </o:shapelayout>${shapes}</xml>`;

const noteShape = (number: number, row: number, column: number) =>
  `<v:shape id="_x0000_s${number}" type="#_x0000_t202" style='position:absolute;visibility:hidden' fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:textbox style='mso-direction-alt:auto'><div style='text-align:left'></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:Anchor>3, 15, 1, 10, 5, 15, 5, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>${row}</x:Row><x:Column>${column}</x:Column></x:ClientData></v:shape>`;

const colour = (name: string, rgb: string) => `<a:${name}><a:srgbClr val="${rgb}"/></a:${name}>`;
const accents = ['4F81BD', 'C0504D', '9BBB59', '8064A2', '4BACC6', 'F79646'].map((rgb, i) => colour(`accent${i + 1}`, rgb)).join('');
const thrice = (line: string) => line.repeat(3);
const fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>';
const face = (name: string) => `<a:${name}><a:latin typeface="Times New Roman"/><a:ea typeface=""/><a:cs typeface=""/></a:${name}>`;
const themeElements = `<a:clrScheme name="Office">${colour('dk1', '000000')}${colour('lt1', 'FFFFFF')}${colour('dk2', '1F497D')}${colour('lt2', 'EEECE1')}${accents}${colour('hlink', '0000FF')}${colour('folHlink', '800080')}</a:clrScheme><a:fontScheme name="Office">${face('majorFont')}${face('minorFont')}</a:fontScheme><a:fmtScheme name="Office"><a:fillStyleLst>${thrice(fill)}</a:fillStyleLst><a:lnStyleLst>${thrice(`<a:ln>${fill}</a:ln>`)}</a:lnStyleLst><a:effectStyleLst>${thrice('<a:effectStyle><a:effectLst/></a:effectStyle>')}</a:effectStyleLst><a:bgFillStyleLst>${thrice(fill)}</a:bgFillStyleLst></a:fmtScheme>`;

/** A picture, a picture in the page header, an author's note at B4, rules, validations, names, a link, a theme, a custom part. */
export function messyExtras(sheetName: string) {
  const quoted = `'${sheetName.replaceAll("'", "''")}'`;
  const parts: readonly (readonly [string, Uint8Array | string])[] = [
    [
      'xl/worksheets/_rels/sheet1.xml.rels',
      relationships([
        ['rId1', 'drawing', '../drawings/drawing1.xml'],
        ['rId2', 'vmlDrawing', '../drawings/vmlDrawing1.vml'],
        ['rId3', 'vmlDrawing', '../drawings/vmlDrawing2.vml'],
        ['rId4', 'comments', '../comments1.xml'],
        ['rId5', 'printerSettings', '../printerSettings/printerSettings1.bin'],
        ['rId7', 'hyperlink', 'https://example.org/huong-dan'],
      ]),
    ],
    ['xl/drawings/_rels/drawing1.xml.rels', relationships([['rId1', 'image', '../media/image1.png']])],
    ['xl/drawings/_rels/vmlDrawing2.vml.rels', relationships([['rId1', 'image', '../media/image1.png']])],
    [
      'xl/drawings/drawing1.xml',
      `${head}<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:oneCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>0</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:ext cx="9525" cy="9525"/><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="Logo"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip xmlns:r="${relation}" r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="9525" cy="9525"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/></xdr:oneCellAnchor></xdr:wsDr>`,
    ],
    [
      'xl/drawings/vmlDrawing1.vml',
      vml(
        `<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>${noteShape(1025, 3, 1)}`,
        1,
      ),
    ],
    [
      'xl/drawings/vmlDrawing2.vml',
      vml(
        '<v:shape id="CH" o:spid="_x0000_s2049" type="#_x0000_t75" style=\'position:absolute;width:40pt;height:40pt\'><v:imagedata o:relid="rId1" o:title="logo"/></v:shape>',
        2,
      ),
    ],
    ['xl/media/image1.png', png],
    [
      'xl/comments1.xml',
      `${head}<comments xmlns="${main}"><authors><author>Cán bộ văn hóa</author></authors><commentList><comment ref="B4" authorId="0" shapeId="0"><text><r><rPr><b/><sz val="9"/><rFont val="Tahoma"/></rPr><t xml:space="preserve">Hỏi lại </t></r><r><t>trưởng thôn</t></r></text></comment></commentList></comments>`,
    ],
    ['xl/printerSettings/printerSettings1.bin', Uint8Array.from([0, 1, 2, 3, 250, 251])],
    [
      'xl/theme/theme1.xml',
      `${head}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Office"><a:themeElements>${themeElements}</a:themeElements></a:theme>`,
    ],
    ['customXml/item1.xml', strToU8('<ghichu>giữ nguyên</ghichu>')],
    [
      'docProps/core.xml',
      `${head}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Văn phòng</dc:creator></cp:coreProperties>`,
    ],
  ];
  return {
    parts,
    defaults: `<Default Extension="bin" ContentType="${office}.spreadsheetml.printerSettings"/><Default Extension="png" ContentType="image/png"/><Default Extension="vml" ContentType="${office}.vmlDrawing"/>`,
    overrides: [
      ['xl/drawings/drawing1.xml', `${office}.drawing+xml`],
      ['xl/comments1.xml', `${office}.spreadsheetml.comments+xml`],
      ['xl/theme/theme1.xml', `${office}.theme+xml`],
      ['docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml'],
    ],
    workbookRelations: [['theme', 'theme/theme1.xml']],
    packageRelations: [['customXml', 'customXml/item1.xml']],
    definedNames: `<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">${quoted}!$A$1:$F$20</definedName><definedName name="_xlnm.Print_Titles" localSheetId="0">${quoted}!$3:$3</definedName><definedName name="DanhSach">${quoted}!$B$4:$B$20</definedName></definedNames>`,
    afterMerges: (lastRow: number, lastColumn: string) =>
      `<conditionalFormatting sqref="B4:B${lastRow}"><cfRule type="duplicateValues" dxfId="0" priority="1"/></conditionalFormatting><dataValidations count="1"><dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="E4:E${lastRow}"><formula1>"Tổ trưởng,Tổ phó,Thành viên"</formula1></dataValidation></dataValidations><hyperlinks><hyperlink ref="A1" r:id="rId7"/></hyperlinks><printOptions horizontalCentered="1"/><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" r:id="rId5"/><headerFooter><oddHeader>&amp;C&amp;G</oddHeader><oddFooter>&amp;P/&amp;N ${lastColumn}</oddFooter></headerFooter><drawing r:id="rId1"/><legacyDrawing r:id="rId2"/><legacyDrawingHF r:id="rId3"/>`,
  };
}
