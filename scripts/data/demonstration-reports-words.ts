/** The words of the invented reports: what people write, where, and what offices answer. Gaps: {n} few, {m} metres, {hộ} households, {ngày} days. */

export interface Matter {
  readonly category: string;
  /** How often it comes. */
  readonly weight: number;
  readonly urgency: 'urgent' | 'normal' | 'complex';
  readonly place: boolean;
  readonly home?: boolean;
  readonly private?: boolean;
  readonly question?: boolean;
  readonly words: readonly string[];
  readonly places: readonly string[];
  readonly answers: readonly string[];
}

const byRoad = ['gần cổng trường', 'đoạn trước nhà văn hóa', 'chỗ khúc cua lên dốc', 'cách cầu treo {m} mét', 'đầu bản', 'gần chợ'].map(
  (one) => one.replace('{m}', '200'),
);
const inVillage = ['giữa bản', 'xóm trên', 'xóm dưới, gần suối', 'khu nhà sàn đầu bản', 'sau nhà văn hóa'];

export const matters: readonly Matter[] = [
  {
    category: 'road-damage',
    weight: 16,
    urgency: 'normal',
    place: true,
    words: [
      'Đường vào bản có {n} ổ gà rất sâu, hôm qua một cháu học sinh đi xe đạp bị ngã.',
      'Mặt đường bê tông vỡ dài khoảng {m} mét, trời mưa nước đọng không nhìn thấy hố.',
      'Lề đường sụt một đoạn, xe máy tránh nhau rất nguy hiểm, nhất là buổi tối.',
      'Sau mấy trận mưa đường đất lầy, xe chở ngô không lên được {ngày} ngày nay.',
    ],
    places: byRoad,
    answers: [
      'Tổ quản lý đường của xã đã đổ đá cấp phối và lu chặt {m} mét, ảnh chụp lúc xong kèm theo. Tuần sau xã kiểm tra lại sau mưa.',
      'Đã vá {n} ổ gà bằng bê tông, rào chắn {n} ngày cho bê tông cứng. Ông bà thấy lún lại thì mở lại phản ánh này.',
      'Đoạn sụt đã cắm cọc, căng dây và đặt đèn báo đêm. Kè đá làm trong tháng tới, do xã làm chủ đầu tư, kinh phí đã có.',
    ],
  },
  {
    category: 'bridge',
    weight: 5,
    urgency: 'normal',
    place: true,
    words: [
      'Cầu treo sang xóm bên đứt {n} thanh lan can, ván mặt cầu mục, trẻ con đi học qua hằng ngày.',
      'Ngầm tràn bị xói một bên, cột đo mực nước đổ mất rồi.',
      'Cống dưới đường tắc vì cành cây, nước tràn qua mặt đường mỗi khi mưa.',
    ],
    places: ['cầu treo đầu bản', 'ngầm qua suối', 'cống cạnh trạm y tế'],
    answers: [
      'Đã thay {n} tấm ván và hàn lại lan can, thử tải bằng xe 2 tấn. Biển hạn chế tải trọng đã cắm ở hai đầu cầu.',
      'Đội duy tu đã nạo vét cống, lấy lên khoảng 4 khối đất và cành cây. Cột thủy chí mới dựng lại, vạch đỏ ở mức 0,5 mét.',
    ],
  },
  {
    category: 'traffic-sign',
    weight: 4,
    urgency: 'normal',
    place: true,
    words: [
      'Biển báo cua gấp bị cây che kín, người lạ đi đêm không biết đường mà giảm tốc độ.',
      'Gương cầu ở khúc cua vỡ từ tháng trước, đã có {n} vụ va quệt.',
      'Hộ lan tôn sóng bị xe tải đâm bẹp một đoạn, bên dưới là vực.',
    ],
    places: ['khúc cua thứ hai từ dưới lên', 'ngã ba đường tỉnh', 'đỉnh dốc'],
    answers: [
      'Đã phát cây che biển và lắp lại gương cầu mới đường kính 1 mét. Ảnh trước và sau kèm theo.',
      'Hộ lan đã nắn và thay 2 tấm tôn. Đơn vị quản lý đường đi kiểm tra lại ba tháng một lần.',
    ],
  },
  {
    category: 'road-blocked',
    weight: 6,
    urgency: 'urgent',
    place: true,
    words: [
      'Cây to đổ chắn ngang đường, ô tô không qua được, xe máy phải dắt men mép.',
      'Đất đá tràn xuống mặt đường khoảng {m} mét khối, còn đang rơi lác đác.',
    ],
    places: byRoad,
    answers: [
      'Đã cưa cây, dọn xong lúc 10 giờ, đường thông hai chiều.',
      'Máy xúc đã hót đất đá, thông một làn lúc 9 giờ và cả hai làn trong buổi chiều. Có người trực cảnh giới đến khi hết mưa.',
    ],
  },
  {
    category: 'road-works',
    weight: 3,
    urgency: 'normal',
    place: true,
    words: ['Chỗ đào đường đặt ống nước không rào, đêm không có đèn, tối qua có người lao xe xuống hố.'],
    places: byRoad,
    answers: ['Nhà thầu đã rào kín {m} mét, treo đèn đêm và bị nhắc bằng biên bản. Hố được lấp lại trong {n} ngày.'],
  },
  {
    category: 'street-light',
    weight: 9,
    urgency: 'normal',
    place: true,
    words: [
      '{n} bóng đèn đường trước trường học không sáng mấy hôm nay, các cháu học thêm về tối om.',
      'Đèn năng lượng mặt trời ở đầu bản hỏng, ngõ tối không ai dám đi.',
    ],
    places: ['trước cổng trường', 'ngõ vào nhà văn hóa', 'đầu bản'],
    answers: [
      'Đã thay {n} bóng và một bộ hẹn giờ, kiểm tra sáng lúc 18 giờ 30 cùng trưởng bản.',
      'Bình chứa điện của đèn đã hết tuổi, xã đã thay mới hôm nay. Ảnh chụp buổi tối kèm theo.',
    ],
  },
  {
    category: 'power',
    weight: 6,
    urgency: 'urgent',
    place: true,
    words: [
      'Dây điện sà xuống ngang đầu người sau trận gió, có trẻ con hay chơi gần đó.',
      'Mất điện từ chiều qua, {hộ} hộ không có điện, tủ thuốc của trạm cũng không chạy.',
    ],
    places: inVillage,
    answers: [
      'Điện lực đã căng lại dây, chống lại cột nghiêng, đóng điện lúc 15 giờ 20. Không ai bị sao.',
      'Cầu chì của trạm biến áp bị sét đánh, đã thay xong, {hộ} hộ có điện lại lúc 11 giờ.',
    ],
  },
  {
    category: 'water',
    weight: 10,
    urgency: 'normal',
    place: true,
    words: [
      'Bể nước chung của bản cạn, đường ống trên nguồn bị trâu giẫm vỡ, {hộ} hộ phải đi gánh nước.',
      'Nước máy đục và có mùi {ngày} ngày nay, không dám nấu ăn.',
      'Đồng hồ nước rò chảy cả ra đường, gọi mấy lần chưa có người đến.',
    ],
    places: inVillage,
    answers: [
      'Đã thay {m} mét ống và chôn sâu lại, nước về bể từ sáng nay. Bản cử hai người trông nguồn theo phiên.',
      'Đã súc xả đường ống, lấy mẫu nước. Kết quả mẫu đạt, phiếu xét nghiệm kèm theo.',
    ],
  },
  {
    category: 'drain',
    weight: 6,
    urgency: 'normal',
    place: true,
    words: [
      'Nắp cống vỡ một nửa, bà con lấy cành cây cắm cho người đi đường biết.',
      'Rãnh thoát nước đầy rác, mưa là ngập vào sân {hộ} nhà.',
    ],
    places: ['cạnh chợ', 'trước số nhà 12', 'cuối ngõ'],
    answers: [
      'Đã đậy nắp cống mới bằng bê tông cốt thép, ảnh kèm theo.',
      'Đã nạo vét {m} mét rãnh. Lịch nạo vét tiếp theo là trước mùa mưa.',
    ],
  },
  {
    category: 'rubbish',
    weight: 12,
    urgency: 'normal',
    place: true,
    words: [
      'Xe rác không vào bản {ngày} ngày nay, rác chất đống bốc mùi.',
      'Có người đổ trộm xà bần xuống bờ suối ban đêm, bà con lấy nước ở ngay dưới.',
      'Vỏ thuốc trừ sâu vứt đầy bờ ruộng, trâu bò ăn cỏ quanh đó.',
    ],
    places: ['bờ suối', 'bãi đất trống sau chợ', 'đầu ruộng'],
    answers: [
      'Xe rác đã thu hết hôm nay; lịch mới là thứ ba và thứ sáu, dán ở nhà văn hóa.',
      'Đã dọn bờ suối, cắm biển cấm và giao tổ tự quản trông. Người đổ trộm đã bị lập biên bản.',
      'Đã đặt {n} bể thu gom vỏ thuốc ở đầu các xứ đồng, mỗi tháng thu một lần.',
    ],
  },
  {
    category: 'pollution',
    weight: 5,
    urgency: 'complex',
    place: true,
    words: [
      'Xưởng chế biến sắn xả nước xuống suối, cá chết trắng một đoạn dài.',
      'Trại lợn gần khu dân cư mùi hôi cả ngày, đóng kín cửa vẫn không chịu được.',
    ],
    places: ['suối dưới xưởng', 'cuối bản'],
    answers: [
      'Đoàn kiểm tra đã lấy mẫu nước, kết quả vượt quy chuẩn. Xưởng bị xử phạt và dừng đến khi sửa xong bể xử lý; số biên bản kèm theo.',
      'Chủ trại cam kết làm hầm biogas trong 30 ngày, xã kiểm tra lại vào ngày hết hạn.',
    ],
  },
  {
    category: 'encroachment',
    weight: 4,
    urgency: 'normal',
    place: true,
    words: [
      'Hàng quán bày kín vỉa hè, người đi bộ phải xuống lòng đường.',
      'Có hộ rào đất công làm bãi để xe, bản không còn chỗ họp chợ phiên.',
    ],
    places: ['đường trước chợ', 'sân bóng cũ'],
    answers: ['Đã vận động {n} hộ chuyển hàng vào trong vạch, kẻ lại vạch sơn. Ảnh trước và sau kèm theo.'],
  },
  {
    category: 'illegal-building',
    weight: 3,
    urgency: 'complex',
    place: true,
    private: true,
    words: ['Có nhà đang xây kè lấn ra lòng suối, không thấy biển công trình.'],
    places: ['bờ suối'],
    answers: ['Đã đo lại ranh giới, lập biên bản dừng thi công. Chủ nhà tự tháo phần lấn trong 15 ngày.'],
  },
  {
    category: 'disorder',
    weight: 3,
    urgency: 'urgent',
    place: true,
    private: true,
    words: ['Thanh niên tụ tập đua xe, nẹt pô ngoài đường lớn quá nửa đêm.'],
    places: byRoad,
    answers: ['Công an xã đã tuần tra {n} đêm, lập biên bản 3 xe, mời phụ huynh lên làm việc.'],
  },
  {
    category: 'landslide',
    weight: 6,
    urgency: 'urgent',
    place: true,
    words: [
      'Trên đồi sau nhà có vết nứt dài chừng {m} mét, mưa nữa sợ đất xuống.',
      'Taluy dương sạt xuống nửa mặt đường, xe khách không qua được.',
    ],
    places: ['đồi sau bản', 'đường lên xã, đoạn đèo'],
    answers: [
      'Đã di dời {n} hộ sang nhà văn hóa, cắm biển và cử người gác. Cán bộ địa chất xuống đo vết nứt, số đo kèm theo.',
      'Đã hót sụt, thông xe một làn. Rọ đá kè chân taluy làm xong trong tuần.',
    ],
  },
  {
    category: 'flood',
    weight: 3,
    urgency: 'urgent',
    place: true,
    words: ['Nước suối lên nhanh, ngầm ngập sâu, xóm bên kia bị chia cắt.'],
    places: ['ngầm qua suối'],
    answers: ['Đã chốt chặn hai đầu ngầm, đưa mì và nước sang cho {hộ} hộ. Nước rút lúc 6 giờ sáng, ngầm đã dọn bùn.'],
  },
  {
    category: 'storm-damage',
    weight: 3,
    urgency: 'urgent',
    place: true,
    home: true,
    private: true,
    words: ['Gió lốc tốc mái nhà, ướt hết thóc, nhà có người già.'],
    places: inVillage,
    answers: ['Dân quân đã lợp lại mái, xã hỗ trợ 30 tấm lợp và gạo. Hồ sơ hỗ trợ thiệt hại đã lập, số hồ sơ kèm theo.'],
  },
  {
    category: 'food-safety',
    weight: 3,
    urgency: 'normal',
    place: true,
    private: true,
    words: ['Hàng bán xúc xích trước cổng trường không rõ nguồn gốc, mấy cháu ăn xong đau bụng.'],
    places: ['cổng trường'],
    answers: ['Đã kiểm tra, thu hủy hàng không nhãn, nhắc chủ hàng bằng biên bản và báo nhà trường.'],
  },
  {
    category: 'health-station',
    weight: 3,
    urgency: 'normal',
    place: true,
    words: ['Trạm y tế đóng cửa chiều thứ năm, đưa cháu đi tiêm phải về.'],
    places: ['trạm y tế xã'],
    answers: ['Chiều đó trạm đi tiêm lưu động. Từ nay lịch đi bản dán ở cửa và báo trên loa trước một ngày; ảnh lịch kèm theo.'],
  },
  {
    category: 'school-building',
    weight: 3,
    urgency: 'normal',
    place: true,
    words: ['Mái lớp mầm non ở điểm bản bị dột, mưa các cháu phải dồn vào một góc.'],
    places: ['điểm trường của bản'],
    answers: ['Đã thay {n} tấm mái và máng nước, nhà trường và phụ huynh cùng ký nhận.'],
  },
  {
    category: 'no-signal',
    weight: 6,
    urgency: 'complex',
    place: true,
    words: [
      'Cả bản không có sóng, muốn gọi phải trèo lên đồi. {hộ} hộ mong có trạm.',
      'Sóng chập chờn, họp trực tuyến của bản không nghe được gì.',
    ],
    places: inVillage,
    answers: [
      'Nhà mạng đã khảo sát, vị trí dựng cột đã chọn cùng trưởng bản. Dự kiến phát sóng quý sau; ai quyết định và ngày nào ghi trong văn bản kèm theo.',
      'Đã tăng công suất trạm ở xã bên; đo lại tại nhà văn hóa được 3 vạch, ảnh kèm theo.',
    ],
  },
  {
    category: 'false-official',
    weight: 4,
    urgency: 'urgent',
    place: false,
    private: true,
    words: ['Có người gọi tự xưng công an, bảo cài ứng dụng để cập nhật giấy tờ, đọc đúng tên tôi. Tôi chưa làm theo.'],
    places: [],
    answers: [
      'Công an xã đã báo loa các bản về thủ đoạn này và chuyển số điện thoại cho bộ phận kỹ thuật khóa. Bà con không cài ứng dụng ấy.',
    ],
  },
  {
    category: 'delay',
    weight: 3,
    urgency: 'normal',
    place: false,
    private: true,
    words: ['Giấy hẹn ngày mùng 5 mà đến nay chưa có kết quả, đi lại {n} lần.'],
    places: [],
    answers: ['Hồ sơ thiếu chữ ký của một hộ giáp ranh nên chậm. Bộ phận một cửa đã gọi xin lỗi và trả kết quả tận nhà hôm nay.'],
  },
  {
    category: 'benefit',
    weight: 4,
    urgency: 'normal',
    place: false,
    private: true,
    words: ['Tiền trợ cấp tháng trước chưa nhận được, bác ở một mình không đi hỏi được.'],
    places: [],
    answers: ['Tài khoản nhận tiền bị sai một số. Đã sửa và chi bù cả hai tháng, cán bộ mang tận nhà, có giấy ký nhận.'],
  },
  {
    category: 'animal-disease',
    weight: 5,
    urgency: 'urgent',
    place: true,
    words: ['Mấy nhà cùng xóm lợn bỏ ăn, sốt, {n} con chết trong hai ngày.', 'Có xác lợn vứt dưới suối, nước chảy về mấy bản dưới.'],
    places: inVillage,
    answers: ['Thú y đã lấy mẫu, chôn hủy và rắc vôi. Kết quả dương tính, đã lập chốt và tiêm phòng {hộ} hộ xung quanh.'],
  },
  {
    category: 'irrigation',
    weight: 4,
    urgency: 'normal',
    place: true,
    words: ['Mương vỡ một đoạn {m} mét, ruộng dưới khô nứt, sắp đến vụ cấy.'],
    places: ['đầu cánh đồng', 'cuối mương'],
    answers: ['Đã đắp lại mương bằng bao tải đất để kịp vụ; đoạn bê tông làm sau thu hoạch, có trong kế hoạch năm nay.'],
  },
  {
    category: 'village-hall',
    weight: 3,
    urgency: 'normal',
    place: true,
    words: ['Nhà văn hóa khóa cửa cả tháng, các cụ không có chỗ sinh hoạt.'],
    places: ['nhà văn hóa'],
    answers: ['Bản đã cử người giữ chìa khóa, mở cửa từ 17 đến 21 giờ hằng ngày. Lịch dán ở cửa, ảnh kèm theo.'],
  },
  {
    category: 'ask-procedure',
    weight: 7,
    urgency: 'normal',
    place: false,
    question: true,
    words: [
      'Cháu mới sinh thì đăng ký khai sinh ở đâu, có phải về xã cũ không?',
      'Đổi giấy phép lái xe bây giờ nộp ở đâu, cần những giấy gì?',
    ],
    places: [],
    answers: [
      'Đăng ký tại Ủy ban nhân dân xã nơi cha hoặc mẹ đang ở, mang giấy chứng sinh. Không phải về xã cũ. Xong trong ngày nếu đủ giấy.',
      'Nộp trên Cổng Dịch vụ công quốc gia hoặc ở bộ phận một cửa; cần ảnh, giấy khám sức khỏe. Tổ của bản sẽ giúp nếu khó nộp qua mạng.',
    ],
  },
  {
    category: 'ask-digital',
    weight: 5,
    urgency: 'normal',
    place: false,
    question: true,
    words: ['Tôi đổi điện thoại thì VNeID làm lại thế nào, có phải lên công an không?'],
    places: [],
    answers: [
      'Cài lại ứng dụng, đăng nhập bằng số định danh và xác nhận khuôn mặt; không được thì mang căn cước đến công an xã, làm trong 15 phút.',
    ],
  },
  {
    category: 'ask-land',
    weight: 3,
    urgency: 'complex',
    place: false,
    private: true,
    question: true,
    words: ['Nhà tôi ở từ năm 1998 chưa có sổ đỏ thì làm thế nào?'],
    places: [],
    answers: [
      'Ông bà được cấp nếu không tranh chấp và hợp quy hoạch. Mang giấy tờ thuế đất, xác nhận của trưởng bản đến bộ phận một cửa; có 20 ngày làm việc.',
    ],
  },
  {
    category: 'propose-works',
    weight: 4,
    urgency: 'complex',
    place: true,
    question: true,
    words: ['Đề nghị làm {m} mét đường bê tông vào khu sản xuất, bà con góp công và hiến đất.'],
    places: inVillage,
    answers: [
      'Đã đưa vào danh mục năm sau. Hội đồng nhân dân xã quyết định tại kỳ họp cuối năm; bà con góp công như đề nghị, biên bản họp bản kèm theo.',
    ],
  },
];

export const answers = {
  returned: 'Đoạn này nằm ở địa bàn khác, đề nghị giao lại đúng nơi.',
  askMore: 'Nhờ ông bà cho biết thêm: chỗ đó gần nhà ai, gần công trình nào, và gửi một tấm ảnh nếu có.',
  givenMore: 'Chỗ đó ở ngay dưới nhà văn hóa khoảng trăm mét, đi đường lớn là thấy.',
  extension: 'Mưa còn kéo dài, xe máy chưa vào được. Xin thêm vài ngày, xong sẽ gửi ảnh ngay.',
  again: 'Đã làm lại từ nền, dày hơn lần trước, để ba ngày mới cho xe qua. Trưởng bản cùng kiểm tra và ký, ảnh kèm theo.',
} as const;

export const notAccepted = [
  {
    reason: 'is-procedure',
    words: 'Đây là hồ sơ đang làm thủ tục. Ông bà xem tình trạng ở Cổng Dịch vụ công quốc gia bằng mã hồ sơ trên giấy hẹn.',
  },
  { reason: 'other-province', words: 'Việc này ở tỉnh bên. Nhờ ông bà gửi trên Cổng Dịch vụ công quốc gia và chọn tỉnh đó.' },
  {
    reason: 'private-dispute',
    words: 'Đây là ranh giới giữa hai gia đình. Tổ hòa giải của bản sẽ giúp hai bên, số điện thoại có ở nhà văn hóa.',
  },
  {
    reason: 'is-complaint',
    words: 'Ông bà không đồng ý với một quyết định thì gửi đơn khiếu nại để được giải quyết đúng thủ tục và đúng hạn.',
  },
  { reason: 'no-matter', words: 'Chúng tôi chưa thấy việc gì trong lời nhắn. Nhờ ông bà viết lại: việc gì, ở đâu.' },
] as const;

export const languages = ['mong', 'thai', 'dao', 'tay'] as const;

/** Names as they are heard here; all made up. */
export const people = {
  first: ['Nguyễn', 'Hoàng', 'Lò', 'Giàng', 'Triệu', 'Hà', 'Vàng', 'Nông', 'Đặng', 'Sùng', 'Trần', 'Bàn'],
  middle: ['Văn', 'Thị', 'A', 'Thị', 'Văn', 'Minh'],
  last: ['Sơn', 'Hoa', 'Páo', 'Mai', 'Dinh', 'Thắng', 'Lan', 'Chu', 'Xuân', 'Hương', 'Vinh', 'Sử'],
} as const;
