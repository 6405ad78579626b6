//! The ends themselves, against digits that mpmath gave (420 decimals, cut off after 330), and intervals against their corners.

use super::super::dyadic::{Dyadic, Toward};
use super::super::elementary;
use super::super::span::Span;
use super::*;

/// ln 2, cut off.
const LN_TWO: &str = "693147180559945309417232121458176568075500134360255254120680009493393621969694715605863326996418687542001481020570685733685520235758130557032670751635075961930727570828371435190307038623891673471123350115364497955239120475172681574932065155524734139525882950453007095326366642654104239157814952043740430385500801944170641671518644e-330";

/// The number cut off there, and one unit of the last digit further from 0, as ends that keep 1,090 bits.
fn beside(digits: &str) -> [Dyadic; 2] {
    let (mantissa, exponent) = digits.split_once('e').unwrap();
    let unit = n(&format!("1e{exponent}"));
    let [inner, outer] = [n(digits), n(digits).add(&if mantissa.starts_with('-') { unit.neg() } else { unit })];
    let [mut low, mut high] = [inner, outer];
    if high < low {
        (low, high) = (high, low);
    }
    [Dyadic::from_number(&low, 1090, Toward::Below), Dyadic::from_number(&high, 1090, Toward::Above)]
}

/// What is cut off within counts: where the true value lies 10^-300 beside a number of few digits, only the error that was
/// counted keeps the end on the right side.
#[test]
fn logarithms_next_to_a_short_number() {
    let table = [
        (
            "1",
            "271828182845904523536028747135266249775724709369995957496696762772407663035354759457138217852516642742746639193200305992181741359662904357290033429526059563073813232862794349076323382988075319525101901157383418793070215408914993488416750924476146066808226480016847741185374234544243710753907774499206955170276183860626133138458300e-329",
        ),
        (
            "0.5",
            "164872127070012814684865078781416357165377610071014801157507931164066102119421560863277652005636664300286663775630779700467116697521960915984097145249005979692942265909840391471994846465948924489686890533641846572084106665685980008892498121171228737521497219551197160903409111561979986983996064265509175457462630448307519475825878e-329",
        ),
        (
            "-2",
            "135335283236612691893999494972484403407631545909575881468158872654073374101487689937098122490657048755077287189633552212449346871892853038158895134996706005591250227558682582304838420575845384680035994083446024812871353750156643533995936085013900495294217058576019485711223970959908835950905717645282512793795380222374403850682691e-330",
        ),
        (
            "3000",
            "764620098905470488931072766050243403184210603820973990401577093951147940532969445217815875151098899022751927334209560258841046041916694763381601948513332085916718463167145469990865713384670408218956160051263224246953113000077157053907996633359704074895005608943159356943362186768569000673996237422469836768059583438382799168479399e973",
        ),
        (
            "-3000",
            "130783901892125043787985918145100203355767160390678660729003584440211024523641161190879399468198377565849870095903400418578754426493418629722127418566790429174166054738556391328809427477537859512284855838185637628136902939818065307323300162576738794064748726247011402634168289555286447577980924398146961244016955814087580043906987e-1632",
        ),
        // For these, one ulp for each term would be too few somewhere.
        (
            "0.1953125",
            "121569083052054745183001825454039683286357502518203192534395357314310808633283710689113473366210618175472682856524531653869091325916553961129957381357039420462256132542709298236783336881329423551730320712645509358678426003832306208315537542476308397568557072705309731590917813274559018861104969270464262051021883807158651723995154e-329",
        ),
        (
            "0.2109375",
            "123483517545109100468401611087600274240782372855323244797452468112256265226559003081169109107259587252755996366996378974950581881316286788693083754916513554376489481942125191950615954184843990521531269199276291696948584653356886746446638713481150133875127208758932732503617050626015229388390870053543828328088531952822621371858821e-329",
        ),
        (
            "0.2265625",
            "125428099994668375200482125309068563139305071141427795382029216046922967797219122045122887153755173025575653742547979476818978475324826959314713602268218815163398731285236110871649702729534528385218777830724020424159084547647956472321039845352141972921566685183775514269468312700714388935081294038887655254886287094607865700545518e-329",
        ),
        (
            "0.2421875",
            "127403305161966092927649653871634001505984425004204617354500601187112007198262305359157776920663691281399632207055528029691792311778394236269365597071703530023811978796887166015706990141395820140766091177387438316057925421986201931957341863797496475773025352413993323046170558418433920901597786648146013670017733545905543450803663e-329",
        ),
    ];
    for (exponent, power) in table {
        let exponent = n(exponent);
        let [below, above] = beside(power);
        for bits in (16..1000).step_by(8) {
            let (low, high) = elementary::ln(&below, bits);
            assert!(low.to_number() < exponent && exponent <= high.to_number(), "ln at {bits} bits of e^{exponent:?}");
            let (low, high) = elementary::ln(&above, bits);
            assert!(low.to_number() <= exponent && exponent < high.to_number(), "ln at {bits} bits of e^{exponent:?}");
        }
    }
}

#[test]
fn exponentials_next_to_a_power_of_two() {
    for count in [1, 2, 5, -1, -5, 1000, -1000, 100_000, -100_000] {
        let [below, above] = beside(LN_TWO);
        let count_of = Dyadic::integer(count);
        let [mut below, mut above] = [below.mul(&count_of), above.mul(&count_of)];
        if count < 0 {
            (below, above) = (above, below);
        }
        let power = Dyadic::power_of_two(count);
        for bits in [16, 64, 200, 700] {
            let (low, high) = elementary::exp(&below, bits).unwrap();
            assert!(low < power && power <= high, "exp at {bits} bits of {count} ln 2");
            let (low, high) = elementary::exp(&above, bits).unwrap();
            assert!(low <= power && power < high, "exp at {bits} bits of {count} ln 2");
        }
    }
}

/// Digits, cut off, and the number of bits that the enclosure must have.
#[test]
fn digits_of_exponentials() {
    let table = [
        ("0.5", "1.64872127070012814684865078781416357165377610071014801157507e0"),
        ("100", "2.68811714181613544841262555158001358736111187737419224151916e43"),
        ("-100", "3.72007597602083596295969580386311833735889229237678196712061e-44"),
        ("1e-20", "1.00000000000000000001000000000000000000005000000000000000000e0"),
        ("2000.5", "6.39898434173669439757602758241749985291948475362640365771925e868"),
        ("-2000.5", "1.56274800280039196012682116041293768981568370429515209886173e-869"),
    ];
    for (exponent, digits) in table {
        let exponential = r(exponent).exp().unwrap();
        let digits = n(digits);
        let near = digits.mul(&n("1e-57"));
        for bits in [64, 128, 1000] {
            let Interval { lo, hi } = exponential.enclose(bits).unwrap();
            assert!(lo <= digits.add(&near) && digits.sub(&near) <= hi, "exp {exponent} at {bits} bits");
        }
    }
}

/// The last that are allowed are enclosed like any other: e^99999.5 / e^99999 is the root of e.
#[test]
fn exponentials_at_the_limit() {
    let exp = |text| r(text).exp().unwrap();
    assert_eq!(exp("99999.5").div(&exp("99999")).unwrap().to_decimal(12), "1.648721270700");
    assert_eq!(exp("-99999").div(&exp("-99999.5")).unwrap().to_decimal(12), "1.648721270700");
    assert_eq!(exp("100000").div(&exp("99999")).unwrap().to_decimal(12), "2.718281828459");
}

fn whole(low: i64, high: i64) -> Span {
    Span { low: Dyadic::integer(low), high: Dyadic::integer(high) }
}

fn ends(span: &Span) -> (Number, Number) {
    (span.low.to_number(), span.high.to_number())
}

/// Of small whole numbers every end is exact, and is that of the values at the corners.
#[test]
fn intervals_are_those_of_their_corners() {
    let all: Vec<(i64, i64)> = (-3..=3).flat_map(|low| (low..=3).map(move |high| (low, high))).collect();
    let exact = |span: Span, corners: &[i64]| {
        let most = |x: Option<&i64>| Number::integer(*x.unwrap());
        assert_eq!(ends(&span), (most(corners.iter().min()), most(corners.iter().max())));
    };
    for &(a, b) in &all {
        let left = whole(a, b);
        exact(left.clone().neg(), &[-a, -b]);
        let nearest = if a <= 0 && 0 <= b { 0 } else { a.abs().min(b.abs()) };
        exact(left.clone().abs(), &[nearest, a.abs(), b.abs()]);
        for &(c, d) in &all {
            let right = whole(c, d);
            exact(left.add(&right, 64).unwrap(), &[a + c, b + d]);
            exact(left.mul(&right, 64).unwrap(), &[a * c, a * d, b * c, b * d]);
            exact(left.clone().min(right.clone()), &[a.min(c), b.min(d)]);
            exact(left.clone().max(right.clone()), &[a.max(c), b.max(d)]);
            if c > 0 {
                let (low, high) = ends(&left.div(&right, 64).unwrap());
                let quotients =
                    [(a, c), (a, d), (b, c), (b, d)].map(|(x, y)| r(&format!("{x}/{y}")).as_number().cloned().unwrap());
                let (least, most) = (quotients.iter().min().unwrap(), quotients.iter().max().unwrap());
                assert!(low <= *least && least.sub(&low) <= n("1e-18"), "{a}..{b} / {c}..{d}");
                assert!(*most <= high && high.sub(most) <= n("1e-18"), "{a}..{b} / {c}..{d}");
            }
        }
        if a >= 0 {
            for exponent in [1, 2, 3, 5, 8, 13] {
                exact(left.power(exponent, 64).unwrap(), &[a.pow(exponent), b.pow(exponent)]);
            }
        }
        let (low, high) = ends(&left.power(3, 64).unwrap());
        assert!(low <= Number::integer(a.pow(3)) && Number::integer(b.pow(3)) <= high);
    }
}

/// A wide interval is taken at both ends, a thin one at one end and its width: neither loses a value.
#[test]
fn logarithms_and_exponentials_of_intervals() {
    let table = [
        // ln 2, ln 3; ln 2, ln 2.0000000001; the last again as the exponentials of 2 and 2.0000000001
        ("2", "3", "0.69314718055994530941723212145", "1.09861228866810969139524523692"),
        ("2", "2.0000000001", "0.69314718055994530941723212145", "0.69314718060994530941598212145"),
    ];
    for (low, high, least, most) in table {
        let span = Span {
            low: Dyadic::from_number(&n(low), 64, Toward::Below),
            high: Dyadic::from_number(&n(high), 64, Toward::Above),
        };
        let (low, high) = ends(&span.ln(64).unwrap());
        assert!(low <= n(least) && n(most) <= high, "{least} {most}");
        assert!(n(least).sub(&low) < n("1e-18") && high.sub(&n(most)) < n("1e-18"), "{least} {most}");
    }
    let e = "2.71828182845904523536028747135";
    // e^1 to e^2; e^1 to e^1.0000000001 = e (1 + 10^-10 + 10^-20 / 2 + …)
    let more = n(e).mul(&n("1.00000000010000000000500000000016"));
    for (high, most, width) in [("2", n("7.38905609893065022723042746057"), "1e-17"), ("1.0000000001", more, "3e-10")] {
        let span = Span { low: Dyadic::integer(1), high: Dyadic::from_number(&n(high), 64, Toward::Above) };
        let (low, end) = ends(&span.exp(64).unwrap());
        assert!(low <= n(e) && n(e).sub(&low) < n("1e-18") && most <= end && end.sub(&most) < n(width), "{high}");
    }
    // A thin interval that is wider than 1: one end would not do for it. e^2 = 7.38905609893065022723…
    let span = whole(1 << 20, (1 << 20) + 2).exp(64).unwrap();
    let ratio = span.high.div(&span.low, 100, Toward::Below).to_number();
    assert!(ratio > n("7.3890560989306502") && ratio < n("7.3890560989306503"), "e^2: {ratio:?}");
}

/// Beyond 2^4194304 nothing is enclosed; what is as small is an interval at zero.
#[test]
fn very_large_and_very_small() {
    const MOST: i64 = 1 << 22;
    let zero = whole(0, 0);
    let around = |exponent: i64| Span { low: Dyadic::power_of_two(exponent), high: Dyadic::power_of_two(exponent) };
    let tops = |span: &Span| (span.low.top(), span.high.top());
    assert_eq!(around(MOST - 1).add(&zero, 64).map(|span| tops(&span)), Some((MOST, MOST)));
    assert!(around(MOST).add(&zero, 64).is_none() && around(MOST).neg().add(&zero, 64).is_none());
    // One end that is too large is enough.
    let wide = Span { low: Dyadic::integer(1), high: Dyadic::power_of_two(MOST) };
    assert!(wide.add(&zero, 64).is_none() && wide.neg().add(&zero, 64).is_none());
    let least = around(-MOST - 1).add(&zero, 64).unwrap();
    assert_eq!(tops(&least), (-MOST, -MOST));
    let less = around(-MOST - 2).add(&zero, 64).unwrap();
    assert!(less.low == Dyadic::zero() && less.high == Dyadic::power_of_two(-MOST));
    let less = around(-MOST - 2).neg().add(&zero, 64).unwrap();
    assert!(less.high == Dyadic::zero() && less.low == Dyadic::power_of_two(-MOST).neg());
}
