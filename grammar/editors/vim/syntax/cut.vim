" Derived from Cut.g4 by `make golden`; not written by hand.
if exists("b:current_syntax")
  finish
endif

syntax keyword cutStatement analysis experiment reference luminosity object candidate closest lowest highest then define function intrinsic table variation region regions select reject weight histo profile ntuple skim bins observed background row outside by
syntax keyword cutKeyword from excluding order first groups of to when else for edges as pad above with scale use up down nearest bit
syntax keyword cutOperatorWord and or not in is
syntax keyword cutUnit GeV MeV TeV rad deg
syntax keyword cutConstant pi this massElectron massHiggs massJpsi massMuon massTau massTop massUpsilon massW massZ widthTop widthW widthZ
syntax keyword cutParticle Photon Electron Muon Tau Jet Real Integer Bool Energy Number Momentum Transverse Lepton Collection
syntax match cutFunction "\<\h\w*\>\ze\s*("
syntax match cutLibrary "\<\%(HT\|MHT\|MT2\|MT2massive\|acos\|acosh\|acrossLine\|acrossPair\|acrossPlane\|all\|alphaT\|alphaTdijet\|any\|aplanarity\|asin\|asinh\|atan\|atan2\|atanh\|boostShare\|boosted\|btagged\|cParameter\|cbrt\|centrality\|chance\|collinearMass\|collinearShare\|cos\|cosAngle\|cosHelicity\|cosHelicityChain\|cosThetaCS\|cosh\|count\|deltaEta\|deltaPhi\|deltaR\|deltaRapidity\|deltaRy\|effectiveMass\|eigenvalue3\|exists\|exp\|floor\|fourMomentum\|foxWolfram\|hypot\|isNear\|isNearRy\|leading\|legendre\|log\|mCT\|mCTmassive\|mT\|mTmassive\|mTtotal\|max\|mean\|metSignificance\|min\|minDeltaPhi\|minDeltaR\|momentumTensor\|mt2\|neutrino\|neutrinoMiddle\|neutrinoOffset\|neutrinoProduct\|neutrinoPz\|oppositeSign\|pZetaMissing\|pZetaVisible\|product\|ptAsymmetry\|razorMR\|razorMTR\|razorR2\|relativeIsolation\|sameFlavor\|sameSign\|scalarProduct\|sign\|sin\|sinh\|size\|slidingRadius\|sphericity\|sqrt\|sum\|tan\|tanh\|thrust\|transverseEnergy\|transverseSphericity\|transverseThrust\|wrapPhi\|zeppenfeld\)\>\ze\s*("
syntax match cutAttribute "\.\zs\h\w*"
syntax match cutNumber "\<\d\+\%(\.\d\+\)\?\%([eE][+-]\?\d\+\)\?\>"
syntax match cutComment "#.*$" contains=@Spell
syntax match cutMath "\$[^$"]*\$" contained
syntax region cutString start=+"+ end=+"+ oneline contains=cutMath

highlight default link cutStatement Statement
highlight default link cutKeyword Keyword
highlight default link cutOperatorWord Operator
highlight default link cutUnit Type
highlight default link cutConstant Constant
highlight default link cutParticle Type
highlight default link cutFunction Function
highlight default link cutLibrary Function
highlight default link cutAttribute Identifier
highlight default link cutNumber Number
highlight default link cutComment Comment
highlight default link cutMath Special
highlight default link cutString String

let b:current_syntax = "cut"
